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
        turn(&self.0, TAKEN)
    }
}

impl Leaving {
    /// The caller waits no longer. `false` if the turn has come before.
    pub(super) fn leave(&self) -> bool {
        turn(&self.0, LEFT)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.leave();
    }
}

fn turn(place: &AtomicU8, into: u8) -> bool {
    place
        .compare_exchange(WAITING, into, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
}
