use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use pullkey_storage::Deadline;

/// A write's turn, which the writer and the caller share: whoever takes it first decides whether the work is done.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    taken: Arc<AtomicBool>,
    deadline: Deadline,
}

impl Turn {
    /// One that the writer may take until then.
    pub(super) fn until(deadline: Deadline) -> Self {
        Self {
            taken: Arc::default(),
            deadline,
        }
    }

    /// For the writer: whether the work is still to be done.
    pub(super) fn begin(&self) -> bool {
        !self.deadline.has_passed() && self.take()
    }

    /// For the caller: whether the work was not begun, and now never will be.
    pub(super) fn withdraw(&self) -> bool {
        self.take()
    }

    /// Only one is ever told that it was still to be taken.
    fn take(&self) -> bool {
        !self.taken.swap(true, Ordering::AcqRel)
    }
}
