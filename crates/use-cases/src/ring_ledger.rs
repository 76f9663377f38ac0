//! Which keys the store's rows were made with, and whether this node has them.

mod unusable_key;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use pullkey_cipher::{MissingKey, RingCensus, RingKey};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{KnownRingKey, Registration, RingKeyStore, StoreError};

pub use self::unusable_key::UnusableKey;

/// Compares this node's key ring with the keys that the store's rows were made with.
pub struct RingLedger {
    store: Arc<dyn RingKeyStore>,
    census: Arc<dyn RingCensus>,
    known: RwLock<RingKeys>,
    reconciled: AtomicBool,
}

type RingKeys = BTreeSet<(RingKeyKind, RingKeyId)>;

/// The ring was not compared with the store yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key ring was not compared with the store yet")]
pub(crate) struct NotReconciled;

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
        .missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Incomplete {
        /// The ids of the keys that it lacks.
        missing: Vec<RingKeyId>,
    },
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a ring is compared anew because another node registered its keys just then.
const ATTEMPTS: usize = 8;

impl RingLedger {
    /// Puts the parts together.
    pub fn new(store: Arc<dyn RingKeyStore>, census: Arc<dyn RingCensus>) -> Self {
        Self {
            store,
            census,
            known: RwLock::default(),
            reconciled: AtomicBool::new(false),
        }
    }

    /// Compares every key that both sides know, and registers this ring's primaries before their first use. Nothing may
    /// be written before it has succeeded, so nobody is let in before. If the store fails, it may be called again.
    ///
    /// # Errors
    /// [`ReconcileError`] if the ring is not the one that the store was written with. Then nothing was registered: a
    /// wrong ring leaves no trace.
    pub async fn reconcile(&self) -> Result<(), ReconcileError> {
        for _ in 0..ATTEMPTS {
            if self.try_reconcile().await? {
                return Ok(());
            }
        }
        Err(StoreError::Unavailable("other rings are being registered".into()).into())
    }

    /// `false` if keys were registered meanwhile by somebody else.
    async fn try_reconcile(&self) -> Result<bool, ReconcileError> {
        let known = self.store.known().await?;
        self.check(&known)?;
        let ids = ids_of(&known);
        let mut new = self.census.keys();
        new.retain(|key| key.primary && !ids.contains(&(key.kind, key.id)));
        let missing = self.lacking(&ids);
        if !new.is_empty() && !missing.is_empty() {
            return Err(ReconcileError::Incomplete { missing });
        }
        if new.is_empty() {
            self.learn(ids);
        } else {
            let new = new.into_iter().map(|key| KnownRingKey {
                kind: key.kind,
                id: key.id,
                check: key.check,
            });
            // All or none: of two rings that come to an empty store at once, the other one leaves no trace.
            let registration = self.store.register(new.collect(), known).await?;
            if registration == Registration::Outdated {
                return Ok(false);
            }
            self.refresh().await?;
        }
        self.reconciled.store(true, Ordering::Release);
        Ok(true)
    }

    /// Whether the ring was once found to be the one that the store was written with.
    pub fn is_reconciled(&self) -> bool {
        self.reconciled.load(Ordering::Acquire)
    }

    /// Learns which keys other nodes have registered since.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub async fn refresh(&self) -> Result<(), ReconcileError> {
        let known = self.store.known().await?;
        self.check(&known)?;
        self.learn(ids_of(&known));
        Ok(())
    }

    /// The keys that rows may have been made with and this ring lacks. A disabled key is not lacking: no row of it is
    /// left.
    pub fn missing(&self) -> Vec<RingKeyId> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        self.lacking(&known)
    }

    fn lacking(&self, known: &RingKeys) -> Vec<RingKeyId> {
        known.difference(&self.held()).map(|(_, id)| *id).collect()
    }

    /// Whether the store was ever written with this key and this ring lacks it: another node may have it. A row that
    /// names any other key that cannot be used was tampered with.
    fn lacks(&self, kind: RingKeyKind, id: RingKeyId) -> bool {
        self.knows(kind, id) && !self.held().contains(&(kind, id))
    }

    /// What it means that the cipher lacks a key that something names. A key that is new to this node may have been
    /// registered by another one a moment ago, so the store is asked before the name is called a forgery.
    pub async fn judge(&self, kind: RingKeyKind, MissingKey(id): MissingKey) -> UnusableKey {
        // A store that does not answer leaves it open, and what is open is no forgery.
        let undecided = !self.knows(kind, id) && self.refresh().await.is_err();
        if undecided || self.lacks(kind, id) {
            MissingKey(id).into()
        } else {
            UnusableKey::NeverUsed { kind, id }
        }
    }

    fn knows(&self, kind: RingKeyKind, id: RingKeyId) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.contains(&(kind, id))
    }

    fn held(&self) -> RingKeys {
        let keys = self.census.keys().into_iter();
        keys.map(|key| (key.kind, key.id)).collect()
    }

    /// Compares the keys that both sides know.
    fn check(&self, known: &[KnownRingKey]) -> Result<(), RingMismatch> {
        let held = self.census.keys();
        for KnownRingKey { kind, id, check } in known {
            let same = |key: &&RingKey| (key.kind, key.id) == (*kind, *id);
            if held
                .iter()
                .find(same)
                .is_some_and(|key| key.check != *check)
            {
                return Err(RingMismatch {
                    kind: *kind,
                    id: *id,
                });
            }
        }
        Ok(())
    }

    fn learn(&self, known: RingKeys) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

fn ids_of(known: &[KnownRingKey]) -> RingKeys {
    known.iter().map(|key| (key.kind, key.id)).collect()
}

#[cfg(test)]
mod tests;
