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
pub struct Deadline {
    at: Instant,
    turn_by: Instant,
}

task_local! {
    static RUNNING: Cell<Deadline>;
}

impl Deadline {
    /// How long a call may take if nobody set a deadline for it.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// How long a queue in which nobody stands may take to serve somebody.
    const FREE_WITHIN: Duration = Duration::from_millis(25);

    /// That long from now.
    pub fn after(patience: Duration) -> Self {
        let at = Instant::now() + patience;
        Self { at, turn_by: at }
    }

    /// The same, and whoever has to wait for others waits until that long from now only. If his turn has not come by then, he
    /// is better refused: a store that is slow would take the rest of his time for those before him.
    #[must_use]
    pub fn with_turn_within(self, patience: Duration) -> Self {
        let turn_by = (Instant::now() + patience).min(self.at);
        Self { turn_by, ..self }
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
        timeout_at(self.at.into(), work).await.ok()
    }

    /// What this wait for others comes to, or `None` if the turn has not come by the moment for that. Whoever begins to wait
    /// late still has some milliseconds, in which he is served where nobody stands before him.
    pub async fn turn<F: Future>(self, waiting: F) -> Option<F::Output> {
        let at_least = Instant::now() + Self::FREE_WITHIN;
        let until = self.turn_by.max(at_least.min(self.at));
        timeout_at(until.into(), waiting).await.ok()
    }

    /// Gives the running work that much more time: what a client took to send its request is not the store's fault.
    /// Nothing happens outside of such work.
    pub fn postpone(by: Duration) {
        // An error says that there is none to postpone.
        let _ = RUNNING.try_with(|running| {
            let Self { at, turn_by } = running.get();
            running.set(Self {
                at: at + by,
                turn_by: turn_by + by,
            });
        });
    }

    /// The moment itself.
    pub fn at(self) -> Instant {
        self.at
    }

    /// Whether nobody waits for an answer any more.
    pub fn has_passed(self) -> bool {
        self.at <= Instant::now()
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
    async fn whoever_has_to_wait_for_others_waits_no_longer_than_was_said() {
        let deadline = Deadline::after(Duration::from_mins(1));
        let impatient = deadline.with_turn_within(Duration::from_millis(1));
        assert_eq!(impatient.turn(pending::<()>()).await, None);
        assert!(!impatient.has_passed());
        // It is free to take what is free.
        assert_eq!(impatient.turn(ready(1)).await, Some(1));
        assert_eq!(impatient.at(), deadline.at());
    }

    #[tokio::test]
    async fn whoever_begins_to_wait_late_is_served_where_nobody_is_before_him() {
        let late = Deadline::after(Duration::from_mins(1)).with_turn_within(Duration::ZERO);
        let served = tokio::time::sleep(Duration::from_millis(1));
        assert_eq!(late.turn(served).await, Some(()));
        assert_eq!(late.turn(pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn a_turn_comes_no_later_than_the_answer() {
        let soon = Deadline::after(Duration::from_millis(1));
        assert_eq!(soon.turn(pending::<()>()).await, None);
        assert_eq!(soon.with_turn_within(Duration::from_mins(1)), soon);
    }

    #[tokio::test]
    async fn the_time_of_a_slow_client_is_added() {
        let deadline = Deadline::after(Duration::from_secs(1));
        let postponed = deadline.bounding(async {
            Deadline::postpone(Duration::from_secs(3));
            Deadline::current()
        });
        let expected = Deadline {
            at: deadline.at + Duration::from_secs(3),
            turn_by: deadline.turn_by + Duration::from_secs(3),
        };
        assert_eq!(postponed.await, expected);
        Deadline::postpone(Duration::from_secs(3));
    }
}
