use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::ApiKeys;

use super::{key_body::ApiKeyBody, key_path::KeyPath};
use crate::http::{
    authorized::{Authorized, Requires},
    credential_path::IdParameter,
    problem::{Problem, problems},
};

/// Read an API key
///
/// The token is not part of the answer.
#[utoipa::path(
    operation_id = "getApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the API key")),
    responses(
        (status = 200, description = "The API key, without its token", body = ApiKeyBody),
        FindKeyProblems,
    ),
)]
#[get("/api-keys/{id}")]
pub(crate) async fn find_key(
    call: Authorized<Read, KeyPath>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<ApiKeyBody>, Problem> {
    let company = call.caller.company().id();
    let found = api_keys.find(company, call.input.0).await?;
    let found = found.ok_or_else(Problem::api_key_not_found)?;
    Ok(Json(ApiKeyBody::from(&found)))
}

problems! {
    FindKeyProblems = [REQUEST, CALL, KEY_LOOK_UP];
}

pub(crate) struct Read;

impl Requires for Read {
    const PERMISSION: Permission = Permission::ApiKeyRead;
}
