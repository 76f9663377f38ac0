use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use pullkey_storage::Deadline;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::sleep,
};

/// The connections of a link that are open, and those that are kept until they answered what was asked.
///
/// A commit that waits for a standby that is missing keeps its process at the server, whoever went away, so more than a few
/// would leave the server no connection. But a connection may also be kept in vain: what is at its other end hangs, or is gone
/// without a word. That is so once something was committed by a later one: what waited before would be answered by then.
pub(super) struct Kept {
    room: Arc<Semaphore>,
    scout: Arc<Semaphore>,
    opened: AtomicU64,
    committed: Arc<watch::Sender<u64>>,
}

/// The right to open a connection, and to keep it.
pub(super) struct Permit {
    number: u64,
    /// Whether others were kept when it was given.
    pub(super) has_others: bool,
    committed: Arc<watch::Sender<u64>>,
    _taken: OwnedSemaphorePermit,
}

/// What tells that something was committed by a connection.
pub(super) struct Proof {
    number: u64,
    committed: Arc<watch::Sender<u64>>,
}

const KEPT: usize = 4;

impl Default for Kept {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(KEPT)),
            scout: Arc::new(Semaphore::new(1)),
            opened: AtomicU64::default(),
            committed: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Kept {
    /// Lets the next connection be opened. If there is no room for so long, it is a scout, of which there is one: another
    /// server may be there by now, and those that are kept may never answer.
    pub(super) async fn permit(&self, patience: Duration) -> Permit {
        let scouting = async {
            sleep(patience).await;
            take(&self.scout).await
        };
        let taken = tokio::select! {
            biased;
            taken = take(&self.room) => taken,
            taken = scouting => taken,
        };
        let free = self.room.available_permits() + self.scout.available_permits();
        Permit {
            number: 1 + self.opened.fetch_add(1, Ordering::Relaxed),
            has_others: free < KEPT,
            committed: Arc::clone(&self.committed),
            _taken: taken,
        }
    }
}

async fn take(permits: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    match Arc::clone(permits).acquire_owned().await {
        Ok(permit) => permit,
        // Nobody closes them.
        Err(_) => pending().await,
    }
}

impl Permit {
    pub(super) fn proof(&self) -> Proof {
        Proof {
            number: self.number,
            committed: Arc::clone(&self.committed),
        }
    }

    /// Waits until it is kept in vain, and nobody waits for its answers any more.
    pub(super) async fn is_vain(&self) {
        let mut committed = self.committed.subscribe();
        // An error is that there is no sender, which is here.
        let _ = committed.wait_for(|later| *later > self.number).await;
        sleep(Deadline::PATIENCE).await;
    }
}

impl Proof {
    pub(super) fn give(&self) {
        self.committed.send_if_modified(|last| {
            let is_later = self.number > *last;
            *last = self.number.max(*last);
            is_later
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// What is given within so many seconds.
    async fn within(kept: &Kept, seconds: u64) -> Option<Permit> {
        let permit = timeout(Duration::from_secs(seconds), kept.permit(PATIENCE));
        permit.await.ok()
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_kept_one_more_is_opened_after_a_while_and_no_second_one() {
        let kept = Kept::default();
        let mut permits = Vec::new();
        for nth in 0..KEPT {
            let permit = within(&kept, 0).await.unwrap();
            assert_eq!(permit.has_others, nth > 0);
            permits.push(permit);
        }
        assert!(within(&kept, 29).await.is_none());
        let scout = within(&kept, 31).await.unwrap();
        assert!(scout.has_others);
        assert!(within(&kept, 3600).await.is_none());

        drop(permits.pop());
        assert!(within(&kept, 0).await.is_some());
        drop(scout);
        drop(permits);
        assert!(!within(&kept, 0).await.unwrap().has_others);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_kept_is_in_vain_once_a_later_one_has_committed() {
        let kept = Kept::default();
        let [first, second, third] = [
            within(&kept, 0).await.unwrap(),
            within(&kept, 0).await.unwrap(),
            within(&kept, 0).await.unwrap(),
        ];
        second.proof().give();
        // Whoever waits for an answer has his time yet.
        let soon = Deadline::PATIENCE / 2;
        assert!(timeout(soon, first.is_vain()).await.is_err());
        assert!(
            timeout(2 * Deadline::PATIENCE, first.is_vain())
                .await
                .is_ok()
        );
        for kept in [&second, &third] {
            assert!(timeout(PATIENCE, kept.is_vain()).await.is_err());
        }
        third.proof().give();
        second.proof().give();
        assert!(timeout(PATIENCE, second.is_vain()).await.is_ok());
    }
}
