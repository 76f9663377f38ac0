use async_trait::async_trait;
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::Credential,
    id::{CompanyId, CredentialId},
};

use crate::{InsertError, Page, PageRequest, StoreError};

/// Keeps the credentials of companies.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// Stores a new credential and the event that tells of it: both, or neither.
    ///
    /// Once it returns, both MUST survive a crash of this service and of the machine.
    ///
    /// # Errors
    /// - MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    /// - MUST return [`StoreError::Unexpected`], and store nothing, if the company has a credential of this id, or its
    ///   trail an event of that id, already.
    async fn insert(&self, created: &Recorded<Credential>) -> Result<(), InsertError>;

    /// Finds a credential of this company. `None` if it has no such credential, whoever else may have it: absence is
    /// an answer, not a failure.
    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError>;

    /// Lists the company's credentials within `reach`, newest first: by `created_at` descending, ties by id
    /// descending. The total MUST count all of the company's credentials within `reach` and nobody else's.
    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        page: PageRequest,
    ) -> Result<Page<Credential>, StoreError>;
}
