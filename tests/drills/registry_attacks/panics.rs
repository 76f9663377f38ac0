use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Counts panics while it lives, also those in tasks that nobody waits for, and tells each in two lines.
pub(super) struct Panics(Arc<AtomicUsize>);

impl Panics {
    pub(super) fn watch() -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        panic::set_hook(Box::new(move |panicked| {
            counted.fetch_add(1, Ordering::SeqCst);
            eprintln!("  {panicked}");
        }));
        Self(count)
    }

    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Drop for Panics {
    fn drop(&mut self) {
        // The one that is always there comes back. Whoever panics may not touch it.
        if !std::thread::panicking() {
            drop(panic::take_hook());
        }
    }
}
