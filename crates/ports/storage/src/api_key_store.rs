use async_trait::async_trait;
use pullkey_domain::{
    api_key::{DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
};

use crate::{ChangeError, InsertError, Page, PageRequest, StoreError};

/// Keeps the API keys of companies.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Stores a new key and the event that tells of it, and raises the epoch: all of it, or nothing.
    ///
    /// # Errors
    /// - MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    /// - MUST return [`StoreError::Unexpected`], and store nothing, if any company has a key of this handle, this
    ///   company one of this id, or its trail an event of that id.
    async fn insert(&self, created: &Recorded<SignedApiKey>) -> Result<(), InsertError>;

    /// Finds a key of this company.
    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<SignedApiKey>, StoreError>;

    /// Lists the company's keys, newest first: by `created_at` descending, ties by id descending.
    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<SignedApiKey>, StoreError>;

    /// Removes a key and stores the event that tells of it, and raises the epoch: all of it, or nothing.
    ///
    /// # Errors
    /// - MUST return [`ChangeError::Stale`], and change nothing, if the key is not there in that version.
    /// - MUST return [`StoreError::Unexpected`], and change nothing, if the trail has an event of that id already.
    async fn delete(&self, deleted: &Recorded<DeletedApiKey>) -> Result<(), ChangeError>;
}
