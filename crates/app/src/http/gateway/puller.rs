//! Who pulls, and may they.

use actix_web::HttpRequest;
use pullkey_domain::api_key::Permission;

use super::oci_error::OciError;
use crate::http::{
    authorized::{self, Caller},
    rate_limits,
    sent::SentKey,
};

/// Lets in whoever may pull something, be their key a password or a token.
pub(super) async fn admit(request: &HttpRequest) -> Result<Caller, OciError> {
    let key = SentKey::as_password(request);
    let principal = authorized::authenticate(request, key.as_ref()).await?;
    rate_limits::take_pull(request, principal.company.id())?;
    let capabilities = principal.key.capabilities();
    let reach = capabilities.reach(Permission::CredentialPull);
    let reach = reach.ok_or_else(OciError::lacks_permission)?;
    Ok(Caller::of(request, principal, key, reach)?)
}
