use actix_web::{HttpResponse, HttpResponseBuilder};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyName},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_use_cases::{ChangedApiKey, IssuedApiKey, ListedApiKey};
use serde::Serialize;
use utoipa::ToSchema;

use super::capability_body::CapabilityBody;
use crate::http::json::text_values;

/// An API key. Its token is never part of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyBody {
    /// Unique identifier for the API key
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    pub(crate) id: ApiKeyId,
    /// Identifier of the company that the key lets in to
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    pub(crate) company_id: CompanyId,
    /// Human-readable name for the API key
    #[schema(value_type = String, example = "deployments")]
    pub(crate) name: ApiKeyName,
    /// Whether it is switched on. A key that something altered behind the service's back lets nobody in, and is shown as
    /// switched off
    #[schema(example = true)]
    pub(crate) is_enabled: bool,
    /// Timestamp when the key ends, in ISO 8601 format; `null` if it never does
    #[schema(value_type = Option<String>, required = true, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2027-01-30T00:00:00.000Z")]
    pub(crate) expired_at: Option<Timestamp>,
    /// What the key may do
    pub(crate) capabilities: Vec<CapabilityBody>,
    /// Timestamp when the key was last used, exact to two minutes, in ISO 8601 format; `null` if it never was
    #[schema(value_type = Option<String>, required = true, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    pub(crate) last_used_at: Option<Timestamp>,
    /// Timestamp when the key was created, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    pub(crate) created_at: Timestamp,
    /// Timestamp when the key was last modified, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    pub(crate) updated_at: Timestamp,
}

/// An API key with its token, which is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuedKeyBody<'a> {
    #[serde(flatten)]
    key: ApiKeyBody,
    /// The key itself, to be sent as a Bearer token. It is shown this once
    #[schema(value_type = String, pattern = "^plk_[0-9A-Za-z]{16}_[0-9A-Za-z]{38}$")]
    token: &'a str,
}

impl ApiKeyBody {
    /// The key, last used then.
    pub(crate) fn of(key: &ApiKey, last_used_at: Option<Timestamp>) -> Self {
        Self {
            id: key.id(),
            company_id: key.company(),
            name: key.name().clone(),
            is_enabled: key.is_enabled(),
            expired_at: key.expires_at(),
            capabilities: key.capabilities().iter().map(Into::into).collect(),
            last_used_at,
            created_at: key.created_at(),
            updated_at: key.updated_at(),
        }
    }
}

impl From<&ChangedApiKey> for ApiKeyBody {
    fn from(changed: &ChangedApiKey) -> Self {
        Self::of(&changed.key, changed.last_used_at)
    }
}

impl From<&ListedApiKey> for ApiKeyBody {
    fn from(listed: &ListedApiKey) -> Self {
        let body = Self::of(&listed.key, listed.last_used_at);
        Self {
            is_enabled: body.is_enabled && listed.row_mac_error.is_none(),
            ..body
        }
    }
}

/// An answer with the key and its token.
pub(super) fn handed_out(mut answer: HttpResponseBuilder, issued: &IssuedApiKey) -> HttpResponse {
    answer.json(IssuedKeyBody {
        key: ApiKeyBody::of(&issued.key, issued.last_used_at),
        token: issued.token.expose(),
    })
}

text_values!(ApiKeyName Timestamp);
