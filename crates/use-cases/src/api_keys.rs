mod authority;
mod change;
mod create;
mod edit;
mod list;
mod repeat;
mod revoke;
mod rotate;

use std::sync::Arc;

use pullkey_cipher::{ApiKeyAuthority, AuditSigner, PayloadFingerprinter};
use pullkey_storage::ApiKeyStore;

pub use self::{
    authority::{Authority, Holder, LostAuthority},
    change::{ChangeApiKeyError, ChangedApiKey},
    create::{CreateApiKey, CreateApiKeyError, IssuedApiKey},
    list::ListedApiKey,
    rotate::{RotateApiKey, RotateApiKeyError},
};
use crate::{Authentication, RingLedger, Surroundings, attempts::Attempts};

/// The API keys of companies.
pub struct ApiKeys {
    pub(crate) store: Arc<dyn ApiKeyStore>,
    pub(crate) authority: Arc<dyn ApiKeyAuthority>,
    pub(crate) signer: Arc<dyn AuditSigner>,
    pub(crate) attempts: Attempts,
    pub(crate) ring_ledger: Arc<RingLedger>,
    pub(crate) authentication: Arc<Authentication>,
    pub(crate) surroundings: Surroundings,
}

impl ApiKeys {
    /// Puts the parts together. Whoever was let in by this `authentication` is forgotten whenever a key changes.
    pub fn new<C>(
        store: Arc<dyn ApiKeyStore>,
        cipher: Arc<C>,
        ring_ledger: Arc<RingLedger>,
        authentication: Arc<Authentication>,
        surroundings: Surroundings,
    ) -> Self
    where
        C: ApiKeyAuthority + AuditSigner + PayloadFingerprinter + 'static,
    {
        Self {
            store,
            authority: cipher.clone(),
            signer: cipher.clone(),
            attempts: Attempts {
                fingerprints: cipher,
                ring_ledger: ring_ledger.clone(),
            },
            ring_ledger,
            authentication,
            surroundings,
        }
    }
}

#[cfg(test)]
mod tests;
