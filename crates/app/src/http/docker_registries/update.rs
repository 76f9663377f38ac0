use actix_web::{HttpResponse, patch, web::Data};
use pullkey_domain::{
    api_key::Permission,
    credential::{CredentialName, RegistryProvider, RegistrySecret, RegistryUsername},
};
use pullkey_use_cases::{Credentials, EditCredential, EditCredentialError};
use utoipa::ToSchema;
use validator::Validate;

use super::credential_body::{CredentialBody, RegistryBody, shown};
use crate::{
    http::{
        authorized::{Authorized, Requires},
        conditional_change::ConditionalChange,
        credential_path::IdParameter,
        json::{Json, Optional, members},
        problem::{Problem, problems},
    },
    telemetry,
};

/// Change a Docker registry credential
///
/// Only the given members change. A given secret always counts as changed. To move a credential to or from a `custom`
/// registry, send its secret with the change. Changes of others that come between are not lost: this one is made on top
/// of them, or refused.
#[utoipa::path(
    operation_id = "updateDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("id" = inline(IdParameter), Path, description = "The id of the credential"),
        ("If-Match" = Option<String>, Header, nullable = false,
            pattern = r#"^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$"#,
            description = "Changes only the version that one of these entity tags, such as `\"7\"` from `ETag`, stands for"),
    ),
    request_body = UpdateCredentialBody,
    responses(
        (status = 200, description = "The credential as it is now, without its secret", body = CredentialBody,
            headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        UpdateProblems,
    ),
)]
#[patch("/docker-registries/{id}")]
pub(crate) async fn update_credential(
    call: Authorized<Update, ConditionalChange<Json<UpdateCredentialBody>>>,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, Problem> {
    let (caller, change) = (call.caller, call.input);
    let (command, condition) = (change.what.0.into_command()?, &change.precondition);
    let updated = credentials
        .edit(caller.company(), caller.by(), change.id, command, condition)
        .await
        .inspect_err(count_failed_opening)?;
    Ok(shown(&updated))
}

/// Somebody altered a row: that must show, whether or not its event could be stored.
fn count_failed_opening(error: &EditCredentialError) {
    if let EditCredentialError::Open(error) = error {
        telemetry::count_failed_opening(error);
    }
}

problems! {
    UpdateProblems = [REQUEST, CALL, LOOK_UP, BODY, WRITE, CONDITION];
}

pub(crate) struct Update;

impl Requires for Update {
    const PERMISSION: Permission = Permission::CredentialUpdate;
}

/// What to change of a credential. What is left out stays.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct UpdateCredentialBody {
    /// Human-readable name for the Docker registry credential
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "My Docker Hub")]
    name: Optional<CredentialName>,
    /// Username or access key used to authenticate with the Docker registry
    #[validate(nested)]
    #[schema(value_type = String, required = false, pattern = "^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$", example = "my-docker-user")]
    username: Optional<RegistryUsername>,
    /// Password or access token used to authenticate with the Docker registry. Stored encrypted at rest.
    #[validate(nested)]
    #[schema(value_type = String, required = false, write_only, pattern = "^.{8,128}$", example = "my-secret-token")]
    secret: Optional<RegistrySecret>,
    #[validate(nested)]
    #[schema(value_type = RegistryBody, inline, required = false)]
    registry: Optional<RegistryProvider>,
}

members!(UpdateCredentialBody: name, username, secret, registry);

impl UpdateCredentialBody {
    fn into_command(self) -> Result<EditCredential, Problem> {
        Ok(EditCredential {
            name: self.name.take("name")?,
            provider: self.registry.take("registry")?,
            username: self.username.take("username")?,
            secret: self.secret.take("secret")?,
        })
    }
}
