//! Whether this node should get requests: found out in the background, so that a probe costs nothing.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use pullkey_domain::ring_key::RingKeyId;
use pullkey_storage::{StoreError, StoreHealth};
use pullkey_use_cases::{Clock, ReconcileError, RingLedger};
use tracing::warn;

/// A store that did not answer for this long is not there.
const STORE_PATIENCE: Duration = Duration::from_secs(5);

/// What is known of this node's readiness.
pub struct Readiness {
    health: Arc<dyn StoreHealth>,
    ring_ledger: Arc<RingLedger>,
    clock: Arc<dyn Clock>,
    observed: Mutex<Observed>,
    draining: AtomicBool,
}

#[derive(Default)]
struct Observed {
    store_answered_at: Option<Duration>,
    schema_fits: bool,
    ring_mismatch: bool,
}

/// Whether this node should get requests, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The outcome of each check.
    pub checks: Checks,
    /// The keys that rows were made with and this node's key ring lacks.
    pub missing_keys: Vec<RingKeyId>,
}

/// Each check: `true` if it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the outcome of one named check"
)]
pub struct Checks {
    /// The store answered within the last 5 seconds.
    pub store: bool,
    /// The store's schema is the one that this program works with.
    pub schema: bool,
    /// The key ring has every key that rows were made with.
    pub key_ring: bool,
    /// The node is not about to stop.
    pub serving: bool,
}

impl Report {
    /// Whether every check holds.
    pub fn is_ready(&self) -> bool {
        let checks = self.checks;
        checks.store && checks.schema && checks.key_ring && checks.serving
    }
}

impl Readiness {
    /// Knows nothing yet, so the node is not ready.
    pub fn new(
        health: Arc<dyn StoreHealth>,
        ring_ledger: Arc<RingLedger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            health,
            ring_ledger,
            clock,
            observed: Mutex::default(),
            draining: AtomicBool::new(false),
        }
    }

    /// Looks at everything once. Call it each second.
    pub async fn observe(&self) {
        let health = self.health.check().await;
        let ring = self.ring_ledger.refresh().await;
        let now = self.clock.elapsed();
        let mut observed = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
        // Only a store that answers can say whether its schema fits.
        if !matches!(health, Err(StoreError::Unavailable(_))) {
            observed.store_answered_at = Some(now);
            observed.schema_fits = health.is_ok();
        }
        // A store that is away says nothing about the ring; one that cannot be read does.
        observed.ring_mismatch = match ring {
            Ok(()) => false,
            Err(ReconcileError::Store(StoreError::Unavailable(_))) => observed.ring_mismatch,
            Err(error) => {
                warn!(%error, "the key ring cannot be compared with the store");
                true
            }
        };
    }

    /// The node is about to stop: from now on it is not ready.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    /// Whether the node is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// What is known now.
    pub fn report(&self) -> Report {
        let missing_keys = self.ring_ledger.missing();
        let observed = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.elapsed();
        let checks = Checks {
            store: observed
                .store_answered_at
                .is_some_and(|at| now.saturating_sub(at) <= STORE_PATIENCE),
            schema: observed.schema_fits,
            key_ring: missing_keys.is_empty() && !observed.ring_mismatch,
            serving: !self.is_draining(),
        };
        Report {
            checks,
            missing_keys,
        }
    }
}

#[cfg(test)]
mod tests;
