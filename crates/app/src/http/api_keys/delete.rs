use actix_web::{
    delete,
    web::{Data, Json},
};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::ApiKeys;
use serde::Serialize;
use utoipa::ToSchema;

use super::key_path::KeyPath;
use crate::http::{
    authorized::{Authorized, Requires},
    credential_path::IdParameter,
    problem::{Problem, problems},
};

/// Delete an API key
///
/// Whoever holds its token is let in no more: at once here, within a second at other nodes, and
/// within five at one that cannot find out.
#[utoipa::path(
    operation_id = "deleteApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the API key")),
    responses(
        (status = 200, description = "It was deleted", body = DeletedKeyBody),
        DeleteKeyProblems,
    ),
)]
#[delete("/api-keys/{id}")]
pub(crate) async fn delete_key(
    call: Authorized<Delete, KeyPath>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<DeletedKeyBody>, Problem> {
    let (caller, id) = (call.caller, call.input.0);
    let company = caller.company().id();
    api_keys.revoke(company, caller.authority(), id).await?;
    Ok(Json(DeletedKeyBody {
        message: "API key deleted",
    }))
}

problems! {
    DeleteKeyProblems = [REQUEST, CALL, WRITE, KEY_LOOK_UP, MANAGERS];
}

pub(crate) struct Delete;

impl Requires for Delete {
    const PERMISSION: Permission = Permission::ApiKeyDelete;
}

/// What became of the API key.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedKeyBody {
    /// That it was deleted, in words.
    #[schema(value_type = String, example = "API key deleted")]
    message: &'static str,
}
