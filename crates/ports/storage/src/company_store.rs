use async_trait::async_trait;
use pullkey_domain::{audit::Recorded, company::Company, id::CompanyId};

use crate::{Page, PageRequest, StoreError};

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
