use actix_web::{
    delete,
    web::{Data, Json},
};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::Credentials;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    authorized::{Authorized, Requires},
    conditional_change::ConditionalChange,
    credential_path::IdParameter,
    input::NoBody,
    problem::{Problem, problems},
};

/// Delete a Docker registry credential
///
/// Its secret is gone for good. The idempotency key that it was created under stays taken.
#[utoipa::path(
    operation_id = "deleteDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(
        ("id" = inline(IdParameter), Path, description = "The id of the credential"),
        ("If-Match" = Option<String>, Header, nullable = false,
            pattern = r#"^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$"#,
            description = "Deletes only the version that one of these entity tags, such as `\"7\"` from `ETag`, stands for"),
    ),
    responses(
        (status = 200, description = "It was deleted", body = DeletedBody),
        DeleteProblems,
    ),
)]
#[delete("/docker-registries/{id}")]
pub(crate) async fn delete_credential(
    call: Authorized<Delete, ConditionalChange<NoBody>>,
    credentials: Data<Credentials>,
) -> Result<Json<DeletedBody>, Problem> {
    let (caller, change) = (call.caller, call.input);
    let company = caller.company().id();
    credentials
        .delete(company, caller.by(), change.id, &change.precondition)
        .await?;
    Ok(Json(DeletedBody {
        message: "Docker registry credential deleted",
    }))
}

problems! {
    DeleteProblems = [REQUEST, CALL, LOOK_UP, WRITE, CONDITION];
}

pub(crate) struct Delete;

impl Requires for Delete {
    const PERMISSION: Permission = Permission::CredentialDelete;
}

/// What became of the credential.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedBody {
    /// That it was deleted, in words.
    #[schema(value_type = String, example = "Docker registry credential deleted")]
    message: &'static str,
}
