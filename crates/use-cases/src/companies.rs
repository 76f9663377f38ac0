mod create;
mod find;
mod list;

use std::sync::Arc;

use pullkey_cipher::AuditSigner;
use pullkey_storage::CompanyStore;

pub use self::create::CreateCompany;
use crate::Surroundings;

/// The companies themselves.
pub struct Companies {
    store: Arc<dyn CompanyStore>,
    signer: Arc<dyn AuditSigner>,
    surroundings: Surroundings,
}

impl Companies {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn CompanyStore>,
        signer: Arc<dyn AuditSigner>,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            store,
            signer,
            surroundings,
        }
    }
}
