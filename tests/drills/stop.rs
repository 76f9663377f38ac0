use std::sync::atomic::{AtomicBool, Ordering};

/// Tells those who work beside something to stop when it ends, also when it fails: else they would be waited for without
/// an end.
pub(crate) struct StopAtEnd<'a>(pub(crate) &'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
