use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use pullkey_tests::Message;

/// The first answers to requests that were let in.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<String, Known>>);

#[derive(Clone)]
pub(super) struct Known {
    pub(super) answer: Message,
    pub(super) since: Instant,
    refused: Arc<OnceLock<Instant>>,
}

impl Known {
    /// For how long such requests are refused.
    pub(super) fn refused_for(&self) -> Duration {
        self.refused.get_or_init(Instant::now).elapsed()
    }
}

impl Memory {
    pub(super) fn of(&self, request: &Message) -> Option<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(request)).cloned()
    }

    pub(super) fn keep(&self, request: &Message, answer: &Message) {
        if ["200", "422"].contains(&answer.status()) {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key(request)).or_insert_with(|| Known {
                answer: answer.clone(),
                since: Instant::now(),
                refused: Arc::default(),
            });
        }
    }
}

fn key(request: &Message) -> String {
    let holder = request.header("authorization").unwrap_or_default();
    format!("{holder} {} {}", request.method(), request.path())
}
