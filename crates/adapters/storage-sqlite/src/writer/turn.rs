use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A write's turn, which the writer and the caller share: whoever takes it first decides whether the work is done.
#[derive(Debug, Clone, Default)]
pub(super) struct Turn(Arc<AtomicBool>);

impl Turn {
    /// Whether it was still to be taken. Only one is ever told so.
    pub(super) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}
