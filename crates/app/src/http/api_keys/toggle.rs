use actix_web::{
    post,
    web::{self, Data},
};
use pullkey_use_cases::ApiKeys;
use utoipa::ToSchema;
use validator::Validate;

use super::{key_body::ApiKeyBody, key_path::OnKey, update::Update};
use crate::http::{
    authorized::Authorized,
    credential_path::IdParameter,
    json::{Optional, OptionalJson, members},
    problem::{Problem, problems},
};

/// Switch an API key on or off
///
/// To the other side, if no body says to which. Whoever holds the token of a key that is off is not let in.
#[utoipa::path(
    operation_id = "toggleApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the API key")),
    request_body(content = Option<ToggleKeyBody>),
    responses(
        (status = 200, description = "The API key as it is now, without its token", body = ApiKeyBody),
        ToggleKeyProblems,
    ),
)]
#[post("/api-keys/{id}/toggle")]
pub(crate) async fn toggle_key(
    call: Authorized<Update, OnKey<OptionalJson<ToggleKeyBody>>>,
    api_keys: Data<ApiKeys>,
) -> Result<web::Json<ApiKeyBody>, Problem> {
    let (caller, OnKey { id, what }) = (call.caller, call.input);
    let (company, enabled) = (caller.company().id(), what.0.is_enabled.take("is_enabled")?);
    let changed = api_keys.switch(company, caller.authority(), id, enabled);
    Ok(web::Json(ApiKeyBody::from(&changed.await?)))
}

problems! {
    ToggleKeyProblems = [REQUEST, CALL, BODY, WRITE, KEY_LOOK_UP, EDIT, MANAGERS, HANDING_OUT];
}

/// To which side to switch it.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct ToggleKeyBody {
    /// Whether it shall be on
    #[validate(nested)]
    #[schema(value_type = bool, required = false, example = false)]
    is_enabled: Optional<bool>,
}

members!(ToggleKeyBody: is_enabled);
