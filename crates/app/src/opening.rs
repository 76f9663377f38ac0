//! Opening a store that may be away for now.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use pullkey_storage::Deadline;
use pullkey_use_cases::{ReconcileError, RingLedger, StoreError};
use tokio::time::sleep;
use tracing::{info, warn};

use crate::trouble::Trouble;

/// A store that is opened by attempts.
#[async_trait]
pub(crate) trait Openable: Send + Sync {
    /// One attempt, which ends by the deadline of the running work unless it changes the schema.
    async fn try_open(&self) -> Result<(), Setback>;

    /// Where it was opened, for people, if it is in a place that has a name.
    fn place(&self) -> Option<&str> {
        None
    }
}

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Setback {
    /// The store is away. It may be there at the next attempt.
    Away(anyhow::Error),
    /// The store is there, but not as it must be. Another attempt would come to the same.
    Wrong(anyhow::Error),
}

/// A store that is still to be opened, and the ring that is to be compared with it before anybody is let in.
pub(crate) struct Opening {
    store: Box<dyn Openable>,
    ring_ledger: Arc<RingLedger>,
}

impl Opening {
    pub(crate) fn of(store: impl Openable + 'static, ring_ledger: Arc<RingLedger>) -> Self {
        Self {
            store: Box::new(store),
            ring_ledger,
        }
    }

    /// Opens the store, however long it is away.
    ///
    /// # Errors
    /// If store or ring are not as they must be.
    pub(crate) async fn finish(&self) -> anyhow::Result<()> {
        self.within(Duration::MAX).await
    }

    /// Opens the store, unless it is away for longer.
    ///
    /// # Errors
    /// As [`finish`](Self::finish), and if the store stayed away.
    pub(crate) async fn within(&self, patience: Duration) -> anyhow::Result<()> {
        let began = Instant::now();
        open_within(began, patience, &*self.store).await?;
        // A migration may have taken all of that time, and more.
        let left = patience.saturating_sub(began.elapsed());
        let patience = patience.min(left.max(SHORTEST_COMPARISON));
        repeat_within(Instant::now(), patience, |left| self.reconcile(left)).await
    }

    /// Where the store was opened.
    pub(crate) fn place(&self) -> Option<&str> {
        self.store.place()
    }

    /// Each call to the store has the usual deadline: nobody waits for the whole, unless less time is left for it.
    async fn reconcile(&self, left: Duration) -> Result<(), Setback> {
        let comparison = self.ring_ledger.reconcile();
        let compared = if left < Deadline::PATIENCE {
            Deadline::after(left).bounding(comparison).await
        } else {
            comparison.await
        };
        compared.map_err(|error| match error {
            // To register a key once more changes nothing.
            ReconcileError::Store(StoreError::Unavailable(_) | StoreError::OutcomeUnknown(_)) => {
                Setback::Away(error.into())
            }
            _ => Setback::Wrong(error.into()),
        })
    }
}

/// Its connections are made meanwhile.
const SHORTEST_COMPARISON: Duration = Duration::from_secs(2);

/// Opens a store, unless it is away for longer since then.
///
/// # Errors
/// If the store is not as it must be, or stayed away.
pub(crate) async fn open_within(
    began: Instant,
    patience: Duration,
    store: &dyn Openable,
) -> anyhow::Result<()> {
    let attempt = |left| {
        let deadline = Deadline::after(LONGEST_ATTEMPT.min(left));
        deadline.bounding(store.try_open())
    };
    repeat_within(began, patience, attempt).await
}

/// Repeats the attempt until it succeeds, as long as the store is merely away and for no longer than this since then.
/// Each is told how much time is left.
async fn repeat_within<A>(
    began: Instant,
    patience: Duration,
    attempt: impl Fn(Duration) -> A,
) -> anyhow::Result<()>
where
    A: Future<Output = Result<(), Setback>>,
{
    let trouble = Trouble::default();
    let mut pause = FIRST_PAUSE;
    loop {
        let left = patience.saturating_sub(began.elapsed());
        let error = match attempt(left).await {
            Ok(()) => {
                if trouble.ends() {
                    info!("the database is there again");
                }
                return Ok(());
            }
            Err(Setback::Wrong(error)) => return Err(error),
            Err(Setback::Away(error)) => error,
        };
        if began.elapsed() + pause > patience {
            let seconds = patience.as_secs();
            return Err(error.context(format!("the database could not be used for {seconds} s")));
        }
        if trouble.begins() {
            let error = format!("{error:#}");
            warn!(
                error,
                "the database cannot be used for now: it is tried again and again"
            );
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Longer than a URL that names many hosts may take, and short enough to say why it takes so long.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests;
