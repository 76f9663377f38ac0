use std::time::Duration;

use async_trait::async_trait;
use pullkey_domain::{
    api_key::{ApiKeyHandle, SignedApiKey},
    company::Company,
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};

use crate::{ChangeError, StoreError};

/// Finds API keys before a company is known, and takes note of their use: what authentication needs, and nothing else.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait ApiKeyDirectory: Send + Sync {
    /// Finds the key of this handle with the company that it belongs to. `None` if there is no such key, or its company
    /// was deleted.
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError>;

    /// Reads the epoch of keys and companies. It MUST have grown since every change of one that was committed before.
    async fn epoch(&self) -> Result<AuthEpoch, StoreError>;

    /// Takes note of when keys were used: of each at most once. What was noted before is left as it is if it is less than a
    /// minute older, so that a key is written once a minute at most, at however many nodes it is used. It raises no epoch
    /// and changes no version. Keys that are gone are passed over.
    async fn record_uses(&self, uses: Vec<ApiKeyUse>) -> Result<(), StoreError>;

    /// Puts verifiers and a row MAC that another pepper made in the place of those that were read. It is the same key in the
    /// same version: it MUST change nothing else, and raises no epoch.
    ///
    /// # Errors
    /// MUST return [`ChangeError::Stale`], and change nothing, unless the key is there as it was read: the row MAC tells.
    async fn turn_pepper(
        &self,
        before: &SignedApiKey,
        after: &SignedApiKey,
    ) -> Result<(), ChangeError>;
}

/// A key and its company, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWithCompany {
    /// The key. Its row MAC is still to be verified.
    pub key: SignedApiKey,
    /// The company that it lets in to.
    pub company: Company,
}

/// Grows with every change of a key or company, so that what was read earlier can be known as outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuthEpoch(pub i64);

/// So much later a use must be to be noted in the place of another.
pub const USE_INTERVAL: Duration = Duration::from_mins(1);

/// That somebody was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKeyUse {
    /// The company that the key lets in to.
    pub company: CompanyId,
    /// The key.
    pub key: ApiKeyId,
    /// When.
    pub at: Timestamp,
}
