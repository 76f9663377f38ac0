use async_trait::async_trait;
use pullkey_domain::timestamp::Timestamp;

use crate::StoreError;

/// Tells whether the store can be worked with.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait StoreHealth: Send + Sync {
    /// Whether the store answers, and this program can work with its schema.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not answer or its data was taken from under it,
    /// [`StoreError::Unexpected`] if its schema does not fit.
    async fn check(&self) -> Result<Heartbeat, StoreError>;
}

/// A sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// What time it is by the store's own clock; `None` if it goes by that of this machine.
    pub clock: Option<Timestamp>,
}
