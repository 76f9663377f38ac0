use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Counts panics, also those in tasks that nobody waits for. The hook stays: other drills count nothing by it.
pub(super) struct Panics(Arc<AtomicUsize>);

impl Panics {
    pub(super) fn watch() -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let (counted, before) = (count.clone(), panic::take_hook());
        panic::set_hook(Box::new(move |panicked| {
            counted.fetch_add(1, Ordering::SeqCst);
            before(panicked);
        }));
        Self(count)
    }

    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}
