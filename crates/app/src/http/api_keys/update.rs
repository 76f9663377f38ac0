use actix_web::{
    patch,
    web::{self, Data},
};
use pullkey_domain::{
    api_key::{ApiKeyEdit, ApiKeyName, Capabilities, Permission},
    timestamp::Timestamp,
};
use pullkey_use_cases::ApiKeys;
use utoipa::ToSchema;
use validator::Validate;

use super::{capability_body::SentCapability, key_body::ApiKeyBody, key_path::OnKey};
use crate::http::{
    authorized::{Authorized, Requires},
    credential_path::IdParameter,
    json::{Json, Nullable, Optional, members},
    problem::{Problem, problems},
};

/// Change an API key
///
/// Only the given members change, at once. The key in use must hold each capability that this one has before and after;
/// one that ends can prolong none beyond its own end.
#[utoipa::path(
    operation_id = "updateApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the API key")),
    request_body = UpdateKeyBody,
    responses(
        (status = 200, description = "The API key as it is now, without its token", body = ApiKeyBody),
        UpdateKeyProblems,
    ),
)]
#[patch("/api-keys/{id}")]
pub(crate) async fn update_key(
    call: Authorized<Update, OnKey<Json<UpdateKeyBody>>>,
    api_keys: Data<ApiKeys>,
) -> Result<web::Json<ApiKeyBody>, Problem> {
    let (caller, OnKey { id, what }) = (call.caller, call.input);
    let (company, edit) = (caller.company().id(), what.0.into_edit()?);
    let changed = api_keys.edit(company, caller.authority(), id, edit).await?;
    Ok(web::Json(ApiKeyBody::from(&changed)))
}

problems! {
    UpdateKeyProblems = [REQUEST, CALL, BODY, WRITE, KEY_LOOK_UP, EDIT, MANAGERS, HANDING_OUT];
}

pub(crate) struct Update;

impl Requires for Update {
    const PERMISSION: Permission = Permission::ApiKeyUpdate;
}

/// What to change of an API key. What is left out stays.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct UpdateKeyBody {
    /// Human-readable name for the API key
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "deployments")]
    name: Optional<ApiKeyName>,
    /// What the key may do, instead of what it may do now
    #[validate(nested)]
    #[schema(value_type = Vec<SentCapability>, required = false, min_items = 1)]
    capabilities: Optional<Capabilities>,
    /// Timestamp when the key ends, in ISO 8601 format, later than now; `null` for never
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2027-01-30T00:00:00.000Z")]
    expired_at: Optional<Nullable<Timestamp>>,
}

members!(UpdateKeyBody: name, capabilities, expired_at);

impl UpdateKeyBody {
    fn into_edit(self) -> Result<ApiKeyEdit, Problem> {
        let expires_at = self.expired_at.take("expired_at")?;
        Ok(ApiKeyEdit {
            name: self.name.take("name")?,
            capabilities: self.capabilities.take("capabilities")?,
            expires_at: expires_at.map(|Nullable(end)| end),
        })
    }
}
