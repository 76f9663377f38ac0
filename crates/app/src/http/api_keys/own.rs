//! What the holder of any valid key may ask about it.

use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_domain::{
    api_key::ApiKeyName,
    id::{ApiKeyId, CompanyId},
};
use pullkey_use_cases::ApiKeys;
use serde::Serialize;
use utoipa::ToSchema;

use super::key_body::ApiKeyBody;
use crate::http::{
    authorized::Authenticated,
    input::NoBody,
    problem::{Problem, problems},
};

/// Read the API key in use
///
/// Any valid key may ask for itself, and so for what it may do.
#[utoipa::path(
    operation_id = "getOwnApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The API key in use, without its token", body = ApiKeyBody),
        OwnKeyProblems,
    ),
)]
#[get("/api-keys/me")]
pub(crate) async fn own_key(
    call: Authenticated<NoBody>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<ApiKeyBody>, Problem> {
    let own = &call.principal.key;
    let found = api_keys.find(own.company(), own.id()).await?;
    // It may be revoked by now, elsewhere.
    let last_used_at = found.and_then(|found| found.last_used_at);
    Ok(Json(ApiKeyBody::of(own, last_used_at)))
}

/// Tell whether the API key in use is valid
///
/// 200: the key is valid. 401: it is not. Every other answer tells nothing about it.
#[utoipa::path(
    operation_id = "validateApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    responses(
        (status = 200, description = "The API key is valid", body = ValidKeyBody),
        OwnKeyProblems,
    ),
)]
#[get("/api-keys/validate")]
pub(crate) async fn validate_key(call: Authenticated<NoBody>) -> Json<ValidKeyBody> {
    let key = &call.principal.key;
    Json(ValidKeyBody {
        is_valid: true,
        id: key.id(),
        company_id: key.company(),
        name: key.name().clone(),
    })
}

problems! {
    OwnKeyProblems = [REQUEST, OWN];
}

/// A key that is valid.
#[derive(Serialize, ToSchema)]
pub(crate) struct ValidKeyBody {
    /// Always `true`: any other key is answered 401
    #[schema(example = true)]
    is_valid: bool,
    /// Unique identifier for the API key
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id: ApiKeyId,
    /// Identifier of the company that the key lets in to
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    company_id: CompanyId,
    /// Human-readable name for the API key
    #[schema(value_type = String, example = "deployments")]
    name: ApiKeyName,
}
