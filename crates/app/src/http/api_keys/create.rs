use actix_web::{HttpResponse, http::header, post, web::Data};
use pullkey_domain::{
    api_key::{ApiKeyName, Capabilities, Permission},
    timestamp::Timestamp,
};
use pullkey_use_cases::{ApiKeys, CreateApiKey, IssuedApiKey};
use utoipa::ToSchema;
use validator::Validate;

use super::{
    capability_body::SentCapability,
    key_body::{IssuedKeyBody, handed_out},
    key_path,
};
use crate::http::{
    attempt::Attempted,
    authorized::{Authorized, Requires},
    json::{Json, Nullable, Optional, Required, members},
    problem::{Problem, problems},
};

/// Create an API key
///
/// Lets an internal service in, as far as its capabilities go. The token is part of this answer and of no other one. The
/// key in use must hold each of these capabilities itself; one that ends can make none that ends later.
#[utoipa::path(
    operation_id = "createApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
            description = "A name for this attempt. A repeat within 24 hours makes nothing, and is told which key was made: \
                its token is not there any more"),
    ),
    request_body = CreateKeyBody,
    responses(
        (status = 201, description = "The API key, with its token", body = IssuedKeyBody,
            headers(("Location" = String, description = "The path of the API key"))),
        CreateKeyProblems,
    ),
)]
#[post("/api-keys")]
pub(crate) async fn create_key(
    call: Authorized<Create, Attempted<Json<CreateKeyBody>>>,
    api_keys: Data<ApiKeys>,
) -> Result<HttpResponse, Problem> {
    let (caller, Attempted { key, what }) = (call.caller, call.input);
    let (company, command) = (caller.company().id(), what.0.into_command()?);
    let issued = api_keys.create(company, caller.authority(), command, key);
    Ok(created(&issued.await?))
}

/// The answer with a new key and its token.
pub(crate) fn created(issued: &IssuedApiKey) -> HttpResponse {
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::LOCATION, key_path::to(issued.key.id())));
    handed_out(answer, issued)
}

problems! {
    CreateKeyProblems = [REQUEST, CALL, BODY, WRITE, ATTEMPT, HANDING_OUT, EDIT, ISSUE];
}

pub(crate) struct Create;

impl Requires for Create {
    const PERMISSION: Permission = Permission::ApiKeyCreate;
}

/// A new API key.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct CreateKeyBody {
    /// Human-readable name for the API key
    #[validate(nested)]
    #[schema(value_type = String, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "deployments")]
    name: Required<ApiKeyName>,
    /// What the key may do
    #[validate(nested)]
    #[schema(value_type = Vec<SentCapability>, min_items = 1)]
    capabilities: Required<Capabilities>,
    /// Timestamp when the key ends, in ISO 8601 format, later than now; never, if it is `null` or left out
    #[validate(nested)]
    #[schema(value_type = Option<String>, required = false, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2027-01-30T00:00:00.000Z")]
    expired_at: Optional<Nullable<Timestamp>>,
}

members!(CreateKeyBody: name, capabilities, expired_at);

impl CreateKeyBody {
    /// What it asks for, after it was found valid.
    pub(crate) fn into_command(self) -> Result<CreateApiKey, Problem> {
        let expires_at = self.expired_at.take("expired_at")?;
        Ok(CreateApiKey {
            name: self.name.take("name")?,
            capabilities: self.capabilities.take("capabilities")?,
            expires_at: expires_at.and_then(|Nullable(end)| end),
        })
    }
}
