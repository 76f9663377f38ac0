use async_trait::async_trait;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use crate::StoreError;

/// Remembers which keys of the ring the store's rows were ever made with.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait RingKeyStore: Send + Sync {
    /// Every key that was registered, in no particular order.
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError>;

    /// Registers a key before its first use. A key of this kind and id that is known already MUST stay as it is,
    /// whatever its check: the caller compares.
    async fn register(&self, key: KnownRingKey) -> Result<(), StoreError>;
}

/// A key of the ring, as the store remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRingKey {
    /// What it is for.
    pub kind: RingKeyKind,
    /// Its id.
    pub id: RingKeyId,
    /// What another key of the same id would not have.
    pub check: [u8; 16],
}
