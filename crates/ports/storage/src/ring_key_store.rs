use async_trait::async_trait;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use crate::StoreError;

/// Remembers which keys of the ring the store's rows were ever made with.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait RingKeyStore: Send + Sync {
    /// Every key that was registered, in no particular order.
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError>;

    /// Registers keys before their first use, by somebody who knows of exactly these others, in whatever order. If others
    /// are known meanwhile, it MUST register nothing and answer [`Registration::Outdated`]: of two rings that come to an
    /// empty store at once, one is refused. A key of a kind and id that is known already MUST stay as it is, whatever its
    /// check: the caller compares.
    async fn register(
        &self,
        keys: Vec<KnownRingKey>,
        known: Vec<KnownRingKey>,
    ) -> Result<Registration, StoreError>;

    /// The keys that nobody may write with any more, in no particular order: they are being disabled, or are.
    async fn retired(&self) -> Result<Vec<(RingKeyKind, RingKeyId)>, StoreError>;

    /// From now on nobody may write with this key, or, if not `retired`, may again. Either may be said twice, and of a key
    /// that is not known.
    async fn retire(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
        retired: bool,
    ) -> Result<(), StoreError>;

    /// How many rows name this pepper or this audit key. Which rows were sealed under a secret key, only the cipher can tell
    /// from their bytes, so of those it MUST say none.
    async fn rows_that_name(&self, kind: RingKeyKind, id: RingKeyId) -> Result<u64, StoreError>;
}

/// What became of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// All of the keys are known now.
    Done,
    /// None of them was registered, as other keys are known than the caller believed, or may be: he is to look again.
    Outdated,
}

/// A key of the ring, as the store remembers it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownRingKey {
    /// What it is for.
    pub kind: RingKeyKind,
    /// Its id.
    pub id: RingKeyId,
    /// What another key of the same id would not have.
    pub check: [u8; 16],
}
