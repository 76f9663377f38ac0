//! Why a ring must not be used with a store.

use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::StoreError;

/// The ring was not compared with the store yet, or must not be written with any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnfitRing {
    #[error("the key ring was not compared with the store yet")]
    NotReconciled,
    #[error(
        "a primary key of the key ring is disabled elsewhere; put the turned key ring here, too"
    )]
    Retired,
}

/// The ring holds another key under the id of one that the store was written with: it is the wrong ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{kind} key {id} of the key ring is not the one that this database was written with; put back the key ring that belongs to it (docs/operations.md, \"Restoring\")"
)]
pub struct RingMismatch {
    /// What the key is for.
    pub kind: RingKeyKind,
    /// Its id.
    pub id: RingKeyId,
}

/// Why the ring must not be used with this store.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// It holds another key under a known id.
    #[error(transparent)]
    Mismatch(#[from] RingMismatch),
    /// It lacks keys of the store, and would write with keys that are new to the store: it belongs elsewhere.
    #[error(
        "the key ring lacks the keys {} that this database was written with, and its primary keys are new; \
         put back the key ring that belongs to this database (docs/operations.md, \"Restoring\")",
        ids(.missing)
    )]
    Incomplete {
        /// The ids of the keys that it lacks.
        missing: Vec<RingKeyId>,
    },
    /// It would write with a key that is disabled elsewhere: it is a copy from before that.
    #[error(
        "the primary {kind} key {id} of the key ring is disabled elsewhere; \
         put the copy here in which it was turned (docs/operations.md, \"Turning the key ring\")"
    )]
    Retired {
        /// What the key is for.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
    /// A key that it has disabled may have rows yet: the database is from before that.
    #[error(
        "the {kind} key {id} is disabled in the key ring, and this database is from before that; \
         put a copy of the ring here that is as old as the database (docs/operations.md, \"Restoring\")"
    )]
    Ahead {
        /// What the key is for.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
    /// It lacks keys of the store that the ring in use has: it is an old copy.
    #[error(
        "the key ring lacks the keys {} that the ring in use has, and that this database was written with; \
         put the newest copy here (docs/operations.md, \"Turning the key ring\")", ids(.missing)
    )]
    Behind {
        /// The ids of the keys that it lacks.
        missing: Vec<RingKeyId>,
    },
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn ids(of: &[RingKeyId]) -> String {
    let ids: Vec<_> = of.iter().map(ToString::to_string).collect();
    ids.join(", ")
}
