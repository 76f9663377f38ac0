mod create;
mod list;
mod revoke;

use std::sync::Arc;

use pullkey_cipher::{ApiKeyAuthority, AuditSigner};
use pullkey_storage::ApiKeyStore;

pub use self::{
    create::{CreateApiKey, CreateApiKeyError, IssuedApiKey},
    list::ListedApiKey,
    revoke::RevokeApiKeyError,
};
use crate::Surroundings;

/// The API keys of companies.
pub struct ApiKeys {
    store: Arc<dyn ApiKeyStore>,
    authority: Arc<dyn ApiKeyAuthority>,
    signer: Arc<dyn AuditSigner>,
    surroundings: Surroundings,
}

impl ApiKeys {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn ApiKeyStore>,
        authority: Arc<dyn ApiKeyAuthority>,
        signer: Arc<dyn AuditSigner>,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            store,
            authority,
            signer,
            surroundings,
        }
    }
}
