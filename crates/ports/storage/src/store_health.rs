use async_trait::async_trait;

use crate::StoreError;

/// Tells whether the store can be worked with.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait StoreHealth: Send + Sync {
    /// Whether the store answers, and its schema is the one that this program works with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not answer or its data was taken from under it,
    /// [`StoreError::Unexpected`] if its schema does not fit.
    async fn check(&self) -> Result<(), StoreError>;
}
