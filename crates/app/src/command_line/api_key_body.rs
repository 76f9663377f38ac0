//! The key object, with the names of the published contract (`expired_at`, `id_resource`).

use pullkey_domain::{
    api_key::{ApiKey, ApiKeyName, Capability, Permission},
    id::{ApiKeyId, CompanyId, CredentialId},
    timestamp::Timestamp,
};
use serde::Serialize;

/// An API key as it is shown: never its token, but once when it is made.
#[derive(Serialize)]
pub(super) struct ApiKeyBody {
    pub(super) id: ApiKeyId,
    pub(super) company_id: CompanyId,
    pub(super) name: ApiKeyName,
    pub(super) is_enabled: bool,
    pub(super) expired_at: Option<Timestamp>,
    pub(super) capabilities: Vec<CapabilityBody>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

#[derive(Serialize)]
pub(super) struct CapabilityBody {
    pub(super) permission: Permission,
    pub(super) id_resource: Option<CredentialId>,
}

impl From<&ApiKey> for ApiKeyBody {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: key.id(),
            company_id: key.company(),
            name: key.name().clone(),
            is_enabled: key.is_enabled(),
            expired_at: key.expires_at(),
            capabilities: key
                .capabilities()
                .iter()
                .map(CapabilityBody::from)
                .collect(),
            created_at: key.created_at(),
            updated_at: key.updated_at(),
        }
    }
}

impl From<Capability> for CapabilityBody {
    fn from(capability: Capability) -> Self {
        Self {
            permission: capability.permission(),
            id_resource: capability.resource(),
        }
    }
}
