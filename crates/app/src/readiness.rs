//! Whether this node should get requests: found out in the background, so that a probe costs nothing.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use pullkey_domain::ring_key::RingKeyId;
use pullkey_storage::{Deadline, Heartbeat, StoreError, StoreHealth};
use pullkey_use_cases::{Clock, ReconcileError, RingLedger, Sealer};
use tokio::time::timeout;
use tracing::{info, warn};

use crate::trouble::Trouble;

/// A store that did not answer for this long is not there.
const STORE_PATIENCE: Duration = Duration::from_secs(5);
/// A look at the store takes no longer, or else one that hangs would be the last.
const LOOK_PATIENCE: Duration = Duration::from_millis(1_500);
/// An audit trail that was not sealed for this long could be cut off without a trace.
const SEALER_PATIENCE: Duration = Duration::from_mins(1);
/// How far the store's clock may be from this node's: what ends at a time ends for all nodes together.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(2);

/// What is known of this node's readiness.
pub struct Readiness {
    health: Arc<dyn StoreHealth>,
    ring_ledger: Arc<RingLedger>,
    sealer: Arc<Sealer>,
    clock: Arc<dyn Clock>,
    observed: Mutex<Observed>,
    /// When the node was told to stop.
    draining_since: OnceLock<Duration>,
    ring_trouble: Trouble,
    clock_trouble: Trouble,
}

#[derive(Default)]
struct Observed {
    store_answered_at: Option<Duration>,
    schema_fits: bool,
    ring_mismatch: bool,
    clocks_differ: bool,
}

/// Whether this node should get requests, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The outcome of each check.
    pub checks: Checks,
    /// The keys that rows were made with and this node's key ring lacks.
    pub missing_keys: Vec<RingKeyId>,
    /// The primary keys of this node's key ring that are disabled elsewhere.
    pub disabled_keys: Vec<RingKeyId>,
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
    /// The key ring was compared with the store, has every key that rows were made with, and no primary that was disabled.
    pub key_ring: bool,
    /// Audit events were sealed within the last minute, or another node did it.
    pub sealer: bool,
    /// The node's clock is no more than 2 seconds from the store's, if that has one of its own.
    pub clock: bool,
    /// The node is not about to stop.
    pub serving: bool,
}

impl Report {
    /// Whether every check holds.
    pub fn is_ready(&self) -> bool {
        let checks = self.checks;
        checks.store
            && checks.schema
            && checks.key_ring
            && checks.sealer
            && checks.clock
            && checks.serving
    }
}

impl Readiness {
    /// Knows nothing yet, so the node is not ready.
    pub fn new(
        health: Arc<dyn StoreHealth>,
        ring_ledger: Arc<RingLedger>,
        sealer: Arc<Sealer>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            health,
            ring_ledger,
            sealer,
            clock,
            observed: Mutex::default(),
            draining_since: OnceLock::new(),
            ring_trouble: Trouble::default(),
            clock_trouble: Trouble::default(),
        }
    }

    /// Looks at everything once. Call it each second.
    pub async fn observe(&self) {
        let (health, ring) = tokio::join!(self.look(), bounded(self.ring_ledger.refresh()));
        let (now, mismatch) = (self.clock.elapsed(), self.judge(ring));
        let mut observed = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
        // Only a store that answers can say whether its schema fits.
        if !matches!(health, Err(StoreError::Unavailable(_))) {
            observed.store_answered_at = Some(now);
            observed.schema_fits = health.is_ok();
        }
        if let Ok(clocks_agree) = health {
            observed.clocks_differ = !clocks_agree;
        }
        if let Some(mismatch) = mismatch {
            observed.ring_mismatch = mismatch;
        }
    }

    /// Asks the store for a sign of life, and tells whether its clock agrees with this node's.
    async fn look(&self) -> Result<bool, StoreError> {
        let (asked_at, began) = (self.clock.now(), self.clock.elapsed());
        let Heartbeat { clock } = bounded(self.health.check()).await?;
        let took = self.clock.elapsed().saturating_sub(began);
        // It looked at its clock at some moment in between.
        let agree = clock.is_none_or(|at| {
            asked_at <= at.after(CLOCK_TOLERANCE) && at <= asked_at.after(took + CLOCK_TOLERANCE)
        });
        if agree && self.clock_trouble.ends() {
            info!("the clocks of this node and of its store agree again");
        } else if !agree && self.clock_trouble.begins() {
            warn!(
                here = %asked_at,
                store = clock.map(tracing::field::display),
                "the clocks of this node and of its store are more than 2 s apart: set them by NTP"
            );
        }
        Ok(agree)
    }

    /// Whether the ring does not fit the store, if that was found out: a store that is away says nothing about it, one that
    /// cannot be read does.
    fn judge(&self, ring: Result<(), ReconcileError>) -> Option<bool> {
        match ring {
            Ok(()) => {
                if self.ring_trouble.ends() {
                    info!("the key ring fits the store again");
                }
                Some(false)
            }
            Err(ReconcileError::Store(StoreError::Unavailable(_))) => None,
            Err(error) => {
                if self.ring_trouble.begins() {
                    warn!(%error, "the key ring cannot be compared with the store");
                }
                Some(true)
            }
        }
    }

    /// The node is about to stop: from now on it is not ready.
    pub fn drain(&self) {
        self.draining_since.get_or_init(|| self.clock.elapsed());
    }

    /// Whether the node is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining_since.get().is_some()
    }

    /// For how long the node has been about to stop; not at all, if nobody told it to.
    pub(crate) fn draining_for(&self) -> Duration {
        let since = self.draining_since.get();
        since.map_or(Duration::ZERO, |since| {
            self.clock.elapsed().saturating_sub(*since)
        })
    }

    /// What is known now.
    pub fn report(&self) -> Report {
        let missing_keys = self.ring_ledger.missing();
        let disabled_keys = self.ring_ledger.retired_primaries();
        let observed = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.elapsed();
        let checks = Checks {
            store: observed
                .store_answered_at
                .is_some_and(|at| now.saturating_sub(at) <= STORE_PATIENCE),
            schema: observed.schema_fits,
            key_ring: self.ring_ledger.is_reconciled()
                && missing_keys.is_empty()
                && disabled_keys.is_empty()
                && !observed.ring_mismatch,
            sealer: self.sealer.stands_still_for() <= SEALER_PATIENCE,
            clock: !observed.clocks_differ,
            serving: !self.is_draining(),
        };
        Report {
            checks,
            missing_keys,
            disabled_keys,
        }
    }
}

/// The store is told when to give up. One that does not is left alone.
async fn bounded<T, E: From<StoreError>>(look: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let look = Deadline::after(LOOK_PATIENCE).bounding(look);
    let answer = timeout(LOOK_PATIENCE, look).await;
    answer.unwrap_or_else(|_| Err(StoreError::Unavailable("it does not answer".into()).into()))
}

#[cfg(test)]
mod tests;
