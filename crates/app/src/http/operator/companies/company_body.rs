use pullkey_domain::{
    company::{Company, CompanyName},
    id::CompanyId,
    timestamp::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::json::text_values;

/// A company: a tenant, with credentials and API keys of its own.
#[derive(Serialize, ToSchema)]
pub(crate) struct CompanyBody {
    /// Unique identifier for the company
    #[schema(value_type = String, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    pub(crate) id: CompanyId,
    /// Human-readable name for the company
    #[schema(value_type = String, example = "Acme")]
    pub(crate) name: CompanyName,
    /// Timestamp when the company was created, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    pub(crate) created_at: Timestamp,
}

impl From<&Company> for CompanyBody {
    fn from(company: &Company) -> Self {
        Self {
            id: company.id(),
            name: company.name().clone(),
            created_at: company.created_at(),
        }
    }
}

text_values!(CompanyId CompanyName);
