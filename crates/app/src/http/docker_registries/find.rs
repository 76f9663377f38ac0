use actix_web::{HttpResponse, get, web::Data};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::Credentials;

use super::credential_body::{CredentialBody, shown};
use crate::http::{
    authorized::{Authorized, Requires},
    credential_path::{CredentialPath, IdParameter},
    problem::{Problem, problems},
};

/// Read a Docker registry credential
///
/// The secret is not part of the answer.
#[utoipa::path(
    operation_id = "getDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the credential")),
    responses(
        (status = 200, description = "The credential, without its secret", body = CredentialBody,
            headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        FindProblems,
    ),
)]
#[get("/docker-registries/{id}")]
pub(crate) async fn find_credential(
    call: Authorized<Read, CredentialPath>,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, Problem> {
    let company = call.caller.company().id();
    let found = credentials.find(company, call.input.0).await?;
    Ok(shown(&found))
}

problems! {
    FindProblems = [REQUEST, CALL, LOOK_UP];
}

pub(crate) struct Read;

impl Requires for Read {
    const PERMISSION: Permission = Permission::CredentialRead;
}
