//! What this process logs.

use std::{
    fmt::{Debug, Write as _},
    sync::{LazyLock, Mutex},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// The fields of all that was logged.
#[derive(Default)]
pub(crate) struct Journal(Mutex<String>);

/// Has everything kept that this process logs from now on.
pub(crate) fn listen() -> &'static Journal {
    static JOURNAL: LazyLock<Journal> = LazyLock::new(|| {
        tracing::subscriber::set_global_default(Listener).unwrap();
        Journal::default()
    });
    &JOURNAL
}

impl Journal {
    pub(crate) fn read(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line;

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut journal = listen().0.lock().unwrap();
        writeln!(journal, "{field}: {value:?}").unwrap();
    }
}
