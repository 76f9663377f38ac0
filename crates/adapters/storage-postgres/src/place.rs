use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use pullkey_storage::Deadline;
use tokio::sync::oneshot;

/// A place in a queue. Either its turn comes, or the caller leaves it: never both, so that a caller who left knows
/// that nothing was written.
#[derive(Debug, Default)]
pub(crate) struct Place(Arc<AtomicU8>);

/// Leaves the place when it is dropped, as it is with the caller.
#[derive(Debug)]
pub(crate) struct Leaving(Arc<AtomicU8>);

/// What became of somebody who stood in a queue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Waited<T> {
    /// He was answered.
    Answered(T),
    /// Nobody answers any more.
    Vanished,
    /// His turn has not come in time, and will not come.
    NoTurn,
    /// His turn has come, but no answer by the deadline.
    Overdue,
}

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const LEFT: u8 = 2;

impl Place {
    /// The caller's end of it.
    pub(crate) fn leaving(&self) -> Leaving {
        Leaving(Arc::clone(&self.0))
    }

    /// Its turn has come. `false` if the caller has left.
    pub(crate) fn take(&self) -> bool {
        turn(&self.0, WAITING, TAKEN)
    }

    /// Nothing was written in its turn, and it waits for the next one, unless the caller has left.
    pub(crate) fn give_back(&self) {
        turn(&self.0, TAKEN, WAITING);
    }
}

impl Leaving {
    /// Waits for the answer: until the turn must have come, and if it has, until the deadline of the running request.
    pub(crate) async fn wait<T>(self, mut answered: oneshot::Receiver<T>) -> Waited<T> {
        let deadline = Deadline::current();
        let answer = match deadline.turn(&mut answered).await {
            None if self.leave() => return Waited::NoTurn,
            None => deadline.timeout(answered).await,
            answer => answer,
        };
        match answer {
            Some(Ok(answer)) => Waited::Answered(answer),
            Some(Err(_)) => Waited::Vanished,
            None => Waited::Overdue,
        }
    }

    /// The caller waits no longer. `false` if this is its turn, which is the last one then.
    pub(crate) fn leave(&self) -> bool {
        self.0.swap(LEFT, Ordering::AcqRel) == WAITING
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.leave();
    }
}

fn turn(place: &AtomicU8, from: u8, into: u8) -> bool {
    place
        .compare_exchange(from, into, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Waits for an answer that does not come by itself.
    async fn wait(place: &Place, answered: oneshot::Receiver<u8>) -> Waited<u8> {
        let soon = Duration::from_millis(1);
        let deadline = Deadline::after(50 * soon).with_turn_within(soon);
        deadline.bounding(place.leaving().wait(answered)).await
    }

    #[tokio::test]
    async fn whoever_waits_for_a_turn_gives_up_before_whoever_had_it() {
        let (_answer, answered) = oneshot::channel();
        let place = Place::default();
        assert_eq!(wait(&place, answered).await, Waited::NoTurn);
        assert!(!place.take());

        let (answer, answered) = oneshot::channel();
        let place = Place::default();
        assert!(place.take());
        assert_eq!(wait(&place, answered).await, Waited::Overdue);
        drop(answer);
    }

    #[tokio::test]
    async fn whoever_waits_is_answered_or_learns_that_nobody_answers() {
        for (sent, waited) in [(true, Waited::Answered(7)), (false, Waited::Vanished)] {
            let (answer, answered) = oneshot::channel();
            if sent {
                answer.send(7).unwrap();
            } else {
                drop(answer);
            }
            assert_eq!(wait(&Place::default(), answered).await, waited);
        }
    }

    #[test]
    fn either_the_turn_comes_or_the_caller_leaves() {
        let (place, other) = (Place::default(), Place::default());
        let (leaving, staying) = (place.leaving(), other.leaving());
        assert!(leaving.leave());
        assert!(!place.take());
        assert!(other.take());
        assert!(!staying.leave());
    }

    #[test]
    fn whoever_leaves_between_two_turns_knows_that_nothing_was_written() {
        let place = Place::default();
        let leaving = place.leaving();
        assert!(place.take());
        place.give_back();
        assert!(leaving.leave());
        assert!(!place.take());
    }

    #[test]
    fn whoever_leaves_in_its_turn_has_no_other() {
        let place = Place::default();
        let leaving = place.leaving();
        assert!(place.take());
        assert!(!leaving.leave());
        place.give_back();
        assert!(!place.take());
    }
}
