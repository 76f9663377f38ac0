mod create;
mod delete;
mod find;
mod list;

use std::sync::Arc;

use pullkey_cipher::AuditSigner;
use pullkey_storage::CompanyStore;

pub use self::{create::CreateCompany, delete::DeleteCompanyError};
use crate::{Authentication, Surroundings};

/// The companies themselves.
pub struct Companies {
    store: Arc<dyn CompanyStore>,
    signer: Arc<dyn AuditSigner>,
    authentication: Arc<Authentication>,
    surroundings: Surroundings,
}

impl Companies {
    /// Puts the parts together. Whoever was let in by this `authentication` is forgotten whenever a company goes.
    pub fn new(
        store: Arc<dyn CompanyStore>,
        signer: Arc<dyn AuditSigner>,
        authentication: Arc<Authentication>,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            store,
            signer,
            authentication,
            surroundings,
        }
    }
}
