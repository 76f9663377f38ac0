use async_trait::async_trait;
use pullkey_domain::{
    api_key::{ApiKeyHandle, SignedApiKey},
    company::Company,
};

use crate::StoreError;

/// Finds API keys before a company is known: what authentication needs, and nothing else.
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
