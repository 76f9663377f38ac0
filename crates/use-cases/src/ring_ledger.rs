//! Which keys the store's rows were made with, and whether this node has them.

mod unfit;
mod unusable_key;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use pullkey_cipher::{MissingKey, RingCensus, RingKey, RingKeyState};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{KnownRingKey, Registration, RingKeyStore, StoreError};

pub(crate) use self::unfit::UnfitRing;
pub use self::{
    unfit::{ReconcileError, RingMismatch},
    unusable_key::UnusableKey,
};

/// Compares this node's key ring with the keys that the store's rows were made with.
pub struct RingLedger {
    store: Arc<dyn RingKeyStore>,
    census: Arc<dyn RingCensus>,
    known: RwLock<RingKeys>,
    retired: RwLock<RingKeys>,
    reconciled: AtomicBool,
    may_write: AtomicBool,
}

type RingKeys = BTreeSet<(RingKeyKind, RingKeyId)>;

/// How often a ring is compared anew because another node registered its keys just then.
const ATTEMPTS: usize = 8;

impl RingLedger {
    /// Puts the parts together.
    pub fn new(store: Arc<dyn RingKeyStore>, census: Arc<dyn RingCensus>) -> Self {
        Self {
            store,
            census,
            known: RwLock::default(),
            retired: RwLock::default(),
            reconciled: AtomicBool::new(false),
            may_write: AtomicBool::new(false),
        }
    }

    /// Compares every key that both sides know, and registers this ring's primaries before their first use. Nothing may
    /// be written before it has succeeded, so nobody is let in before. If the store fails, it may be called again.
    ///
    /// # Errors
    /// [`ReconcileError`] if the ring is not the one that the store was written with. Then nothing was registered: a
    /// wrong ring leaves no trace.
    pub async fn reconcile(&self) -> Result<(), ReconcileError> {
        self.admit(&self.census.keys()).await?;
        self.refresh().await?;
        self.reconciled.store(true, Ordering::Release);
        Ok(())
    }

    /// Compares a ring that is to take the place of this node's, or is it already, and registers its primaries before their
    /// first use. Once it has taken the place, call [`turned`](Self::turned).
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub async fn admit(&self, ring: &[RingKey]) -> Result<(), ReconcileError> {
        for _ in 0..ATTEMPTS {
            if self.try_admit(ring).await? {
                return Ok(());
            }
        }
        Err(StoreError::Unavailable("other rings are being registered".into()).into())
    }

    /// `false` if keys were registered meanwhile by somebody else.
    async fn try_admit(&self, ring: &[RingKey]) -> Result<bool, ReconcileError> {
        let known = self.store.known().await?;
        check(ring, &known)?;
        let retired = RingKeys::from_iter(self.store.retired().await?);
        let is_retired = |key: &&RingKey| key.primary && retired.contains(&(key.kind, key.id));
        if let Some(&RingKey { kind, id, .. }) = ring.iter().find(is_retired) {
            return Err(ReconcileError::Retired { kind, id });
        }
        let ids = ids_of(&known);
        // Whoever disables a key retires it first.
        let is_ahead = |key: &&RingKey| {
            let place = (key.kind, key.id);
            key.state == RingKeyState::Disabled && ids.contains(&place) && !retired.contains(&place)
        };
        if let Some(&RingKey { kind, id, .. }) = ring.iter().find(is_ahead) {
            return Err(ReconcileError::Ahead { kind, id });
        }
        let is_new = |key: &&RingKey| key.primary && !ids.contains(&(key.kind, key.id));
        let new = ring.iter().filter(is_new).map(|key| KnownRingKey {
            kind: key.kind,
            id: key.id,
            check: key.check,
        });
        let new: Vec<_> = new.collect();
        let missing = lacking(ring, &ids);
        if new.is_empty() {
            let in_use = lacking(&self.census.keys(), &ids);
            let lost = missing.into_iter().filter(|id| !in_use.contains(id));
            let missing: Vec<_> = lost.collect();
            return if missing.is_empty() {
                Ok(true)
            } else {
                Err(ReconcileError::Behind { missing })
            };
        }
        if !missing.is_empty() {
            return Err(ReconcileError::Incomplete { missing });
        }
        // All or none: of two rings that come to an empty store at once, the other one leaves no trace.
        let registration = self.store.register(new, known).await?;
        Ok(registration == Registration::Done)
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
        let retired = self.store.retired().await?;
        check(&self.census.keys(), &known)?;
        self.learn(ids_of(&known), retired.into_iter().collect());
        Ok(())
    }

    /// The ring that was [admitted](Self::admit) is this node's now.
    pub fn turned(&self) {
        let may_write = self.retired_primaries().is_empty();
        self.may_write.store(may_write, Ordering::Release);
    }

    /// Whether this node may write: its ring was found to belong to the store, and nobody disabled one of its primaries.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn require_fit(&self) -> Result<(), UnfitRing> {
        if !self.is_reconciled() {
            Err(UnfitRing::NotReconciled)
        } else if !self.may_write.load(Ordering::Acquire) {
            Err(UnfitRing::Retired)
        } else {
            Ok(())
        }
    }

    /// Whether nobody disabled one of its primaries, by what the store knows now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if somebody did, or if the ring does not belong to the store.
    pub(crate) async fn require_fit_now(&self) -> Result<(), StoreError> {
        let unfit = match self.refresh().await {
            Ok(()) if self.retired_primaries().is_empty() => return Ok(()),
            Ok(()) => UnfitRing::Retired.into(),
            Err(ReconcileError::Store(error)) => return Err(error),
            Err(mismatch) => mismatch.into(),
        };
        Err(StoreError::Unavailable(unfit))
    }

    /// The primaries of this ring that were disabled elsewhere: it is a copy from before that.
    pub fn retired_primaries(&self) -> Vec<RingKeyId> {
        let retired = self.retired.read().unwrap_or_else(PoisonError::into_inner);
        let held = self.census.keys().into_iter();
        let held = held.filter(|key| key.primary && retired.contains(&(key.kind, key.id)));
        held.map(|key| key.id).collect()
    }

    /// The keys that rows may have been made with and this ring lacks. A disabled key is not lacking: no row of it is
    /// left.
    pub fn missing(&self) -> Vec<RingKeyId> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        lacking(&self.census.keys(), &known)
    }

    /// Whether the store was ever written with this key and this ring lacks it: another node may have it. A row that
    /// names any other key that cannot be used was tampered with.
    pub(crate) fn lacks(&self, kind: RingKeyKind, id: RingKeyId) -> bool {
        let held = self.census.keys();
        self.knows(kind, id) && !held.iter().any(|key| (key.kind, key.id) == (kind, id))
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

    fn learn(&self, known: RingKeys, retired: RingKeys) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        *self.retired.write().unwrap_or_else(PoisonError::into_inner) = retired;
        self.turned();
    }
}

/// Compares the keys that both sides know.
fn check(ring: &[RingKey], known: &[KnownRingKey]) -> Result<(), RingMismatch> {
    for &KnownRingKey { kind, id, check } in known {
        let mut held = ring.iter();
        let held = held.find(|key| (key.kind, key.id) == (kind, id));
        if held.is_some_and(|key| key.check != check) {
            return Err(RingMismatch { kind, id });
        }
    }
    Ok(())
}

/// The known keys that the ring has not.
fn lacking(ring: &[RingKey], known: &RingKeys) -> Vec<RingKeyId> {
    let held: RingKeys = ring.iter().map(|key| (key.kind, key.id)).collect();
    known.difference(&held).map(|(_, id)| *id).collect()
}

fn ids_of(known: &[KnownRingKey]) -> RingKeys {
    known.iter().map(|key| (key.kind, key.id)).collect()
}

#[cfg(test)]
mod tests;
