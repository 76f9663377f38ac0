use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use tokio::{task_local, time::timeout_at};

/// The moment by which whoever asked wants an answer.
///
/// Everything that one request asks of a store shares one deadline, so that a store that is slow or hung keeps nobody
/// for longer than once. It goes along with the task that serves the request, as an argument of every port would only
/// be passed on by those in between.
///
/// ```
/// use std::time::Duration;
///
/// use pullkey_storage::Deadline;
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let deadline = Deadline::after(Duration::from_secs(2));
/// deadline.bounding(async { assert_eq!(Deadline::current(), deadline) }).await;
/// # });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

task_local! {
    static RUNNING: Cell<Deadline>;
}

impl Deadline {
    /// How long a call may take if nobody set a deadline for it.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// That long from now.
    pub fn after(patience: Duration) -> Self {
        Self(Instant::now() + patience)
    }

    /// Runs `work`, and lets whatever it asks of a store answer by this moment.
    pub async fn bounding<F: Future>(self, work: F) -> F::Output {
        RUNNING.scope(Cell::new(self), work).await
    }

    /// The one that the running work is bound by; outside of such work, one after [`PATIENCE`](Self::PATIENCE).
    pub fn current() -> Self {
        let running = RUNNING.try_with(Cell::get);
        running.unwrap_or_else(|_| Self::after(Self::PATIENCE))
    }

    /// What this comes to, or `None` if it is not over by then.
    pub async fn timeout<F: Future>(self, work: F) -> Option<F::Output> {
        timeout_at(self.0.into(), work).await.ok()
    }

    /// Gives the running work that much more time: what a client took to send its request is not the store's fault.
    /// Nothing happens outside of such work.
    pub fn postpone(by: Duration) {
        // An error says that there is none to postpone.
        let _ = RUNNING.try_with(|running| running.set(Self(running.get().0 + by)));
    }

    /// The moment itself.
    pub fn at(self) -> Instant {
        self.0
    }

    /// Whether nobody waits for an answer any more.
    pub fn has_passed(self) -> bool {
        self.0 <= Instant::now()
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn work_that_nobody_bounds_has_the_usual_patience() {
        let earliest = Instant::now() + Deadline::PATIENCE;
        assert!(Deadline::current().at() >= earliest);
    }

    #[tokio::test]
    async fn what_is_not_over_by_then_is_given_up() {
        let soon = Deadline::after(Duration::from_millis(1));
        assert_eq!(soon.timeout(pending::<()>()).await, None);
        assert!(soon.has_passed());
        assert_eq!(soon.timeout(ready(1)).await, Some(1));
    }

    #[tokio::test]
    async fn the_time_of_a_slow_client_is_added() {
        let deadline = Deadline::after(Duration::from_secs(1));
        let postponed = deadline.bounding(async {
            Deadline::postpone(Duration::from_secs(3));
            Deadline::current()
        });
        assert_eq!(postponed.await.at(), deadline.at() + Duration::from_secs(3));
        Deadline::postpone(Duration::from_secs(3));
    }
}
