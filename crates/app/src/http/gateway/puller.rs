//! Who pulls, and may they.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use pullkey_domain::{
    api_key::{Permission, Reach},
    audit::{Actor, RequestId},
    company::Company,
};
use pullkey_use_cases::{By, Principal};

use super::oci_error::OciError;
use crate::http::{authorized, rate_limits, sent::SentKey};

/// The holder of an API key that may pull something.
pub(super) struct Puller {
    principal: Arc<Principal>,
    reach: Reach,
    request: Option<RequestId>,
}

impl Puller {
    /// Whoever sent this request, be their key a password or a token.
    pub(super) async fn of(request: &HttpRequest) -> Result<Self, OciError> {
        let key = SentKey::as_password(request);
        let principal = authorized::authenticate(request, key).await?;
        rate_limits::take_pull(request, principal.company.id())?;
        let capabilities = principal.key.capabilities();
        let reach = capabilities.reach(Permission::CredentialPull);
        Ok(Self {
            reach: reach.ok_or_else(OciError::lacks_permission)?,
            principal,
            request: request.extensions().get::<RequestId>().cloned(),
        })
    }

    pub(super) fn company(&self) -> &Company {
        &self.principal.company
    }

    /// The credentials that they may pull with.
    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Who the audit event will name, and in which request.
    pub(super) fn by(&self) -> By {
        By {
            actor: Actor::ApiKey(self.principal.key.id()),
            request: self.request.clone(),
        }
    }
}
