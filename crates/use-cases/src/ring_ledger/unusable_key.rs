use pullkey_cipher::MissingKey;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

/// Why a ring key that something names cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableKey {
    /// The store was written with it, but this node's ring lacks it. Another node may have it.
    #[error(transparent)]
    Missing(#[from] MissingKey),
    /// Nothing was ever written with it, or nothing is left that was: whatever names it was altered.
    #[error("{kind} key {id} is named, under which nothing can have been written")]
    NeverUsed {
        /// What the key is for.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
}
