mod create;
mod find;
mod list;

use std::sync::Arc;

use pullkey_cipher::{AuditSigner, SecretCipher};
use pullkey_storage::CredentialStore;

pub use self::{create::CreateCredential, find::FindCredentialError};
use crate::Surroundings;

/// The registry credentials of companies.
pub struct Credentials {
    store: Arc<dyn CredentialStore>,
    cipher: Arc<dyn SecretCipher>,
    signer: Arc<dyn AuditSigner>,
    surroundings: Surroundings,
}

impl Credentials {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn CredentialStore>,
        cipher: Arc<dyn SecretCipher>,
        signer: Arc<dyn AuditSigner>,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            store,
            cipher,
            signer,
            surroundings,
        }
    }
}
