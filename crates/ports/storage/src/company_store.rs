use async_trait::async_trait;
use pullkey_domain::{
    audit::Recorded,
    company::{Company, DeletedCompany},
    id::CompanyId,
};

use crate::{ChangeError, Page, PageRequest, StoreError};

/// Keeps the companies themselves.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait CompanyStore: Send + Sync {
    /// Stores a new company and the event that tells of it, and raises the epoch: all of it, or nothing.
    ///
    /// # Errors
    /// MUST return [`InsertCompanyError::IdTaken`], and store nothing, if the id was ever given before.
    async fn insert(&self, created: &Recorded<Company>) -> Result<(), InsertCompanyError>;

    /// Finds a company that exists.
    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError>;

    /// Lists the companies that exist, oldest first: by `created_at`, ties by id.
    async fn list(&self, page: PageRequest) -> Result<Page<Company>, StoreError>;

    /// Wipes the company's salt, removes its API keys, stores the event that tells of it, and raises the epoch: all of it,
    /// or nothing. From then on it takes nothing any more, and its id is never given again. What else belongs to it is
    /// [swept](crate::Maintenance::sweep_deleted_company) afterwards; its events stay.
    ///
    /// # Errors
    /// MUST return [`ChangeError::Stale`], and change nothing, if the company does not exist or was deleted.
    async fn delete(&self, deleted: &Recorded<DeletedCompany>) -> Result<(), ChangeError>;
}

/// Why a company was not inserted.
#[derive(Debug, thiserror::Error)]
pub enum InsertCompanyError {
    /// A company has, or had, this id.
    #[error("this company id was given before")]
    IdTaken,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}
