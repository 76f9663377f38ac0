use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// A place in the queue. Either its turn comes, or the caller leaves it: never both, so that a caller who left knows
/// that nothing was written.
#[derive(Debug, Default)]
pub(super) struct Place(Arc<AtomicU8>);

/// Leaves the place when it is dropped, as it is with the caller.
#[derive(Debug)]
pub(super) struct Leaving(Arc<AtomicU8>);

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const LEFT: u8 = 2;

impl Place {
    /// The caller's end of it.
    pub(super) fn leaving(&self) -> Leaving {
        Leaving(Arc::clone(&self.0))
    }

    /// Its turn has come. `false` if the caller has left.
    pub(super) fn take(&self) -> bool {
        turn(&self.0, WAITING, TAKEN)
    }

    /// Nothing was written in its turn, and it waits for the next one, unless the caller has left.
    pub(super) fn give_back(&self) {
        turn(&self.0, TAKEN, WAITING);
    }
}

impl Leaving {
    /// The caller waits no longer. `false` if this is its turn, which is the last one then.
    pub(super) fn leave(&self) -> bool {
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
    use super::*;

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
