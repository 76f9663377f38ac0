mod change;
mod create;
mod cursor;
mod delete;
mod edit;
mod find;
mod list;
mod login_trial;
mod open;
mod pull;
mod registries;
mod uses;
mod verify;

use std::sync::Arc;

use pullkey_cipher::{AuditSigner, CursorSigner, PayloadFingerprinter, SecretCipher};
use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_storage::CredentialStore;

pub use self::{
    change::{ChangeCredentialError, Precondition},
    create::{Attempt, CreateCredential, CreateCredentialError, CreatedCredential},
    edit::{EditCredential, EditCredentialError, WholeLogin},
    find::FindCredentialError,
    list::{CredentialSort, ListCredentials, ListCredentialsError, ListStart, ListedCredentials},
    login_trial::{LoginRejected, TrialLimits, TriedLogin, TryLoginError},
    open::OpenCredentialError,
    pull::{PullFrom, PullImage, PullImageError},
    registries::Registries,
    verify::VerifyCredentialError,
};
use crate::{RingLedger, Surroundings, attempts::Attempts, cursor::Cursors, uses::Uses};

/// The registry credentials of companies.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) store: Arc<dyn CredentialStore>,
    pub(crate) cipher: Arc<dyn SecretCipher>,
    pub(crate) signer: Arc<dyn AuditSigner>,
    pub(crate) attempts: Attempts,
    pub(crate) cursors: Cursors,
    pub(crate) ring_ledger: Arc<RingLedger>,
    pub(crate) registries: Registries,
    /// Of all workers together.
    pub(crate) uses: Arc<Uses<(CompanyId, CredentialId)>>,
    pub(crate) surroundings: Surroundings,
}

impl Credentials {
    /// Puts the parts together.
    pub fn new<C>(
        store: Arc<dyn CredentialStore>,
        cipher: Arc<C>,
        ring_ledger: Arc<RingLedger>,
        registries: Registries,
        surroundings: Surroundings,
    ) -> Self
    where
        C: SecretCipher + AuditSigner + PayloadFingerprinter + CursorSigner + 'static,
    {
        Self {
            store,
            cipher: cipher.clone(),
            signer: cipher.clone(),
            attempts: Attempts {
                fingerprints: cipher.clone(),
                ring_ledger: ring_ledger.clone(),
            },
            cursors: Cursors {
                signer: cipher,
                ring_ledger: ring_ledger.clone(),
            },
            ring_ledger,
            registries,
            uses: Arc::default(),
            surroundings,
        }
    }

    /// The same by another way to the same store, such as a worker has of its own. What is used by that way is told by this one.
    #[must_use]
    pub fn by_way_of(&self, store: Arc<dyn CredentialStore>) -> Self {
        Self {
            store,
            ..self.clone()
        }
    }
}
