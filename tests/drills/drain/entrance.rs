use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use pullkey_tests::{Call, Client, Lost, Place, Reply};

use crate::{
    drill::{Verdict, hold},
    service::Service,
};

/// The one way to the service, where every answer is looked at.
pub(super) struct Entrance {
    client: Client,
    answered: AtomicUsize,
    failed: Mutex<Vec<String>>,
}

impl Entrance {
    pub(super) fn at(place: &Place) -> Self {
        Self {
            client: Client::of(place),
            answered: AtomicUsize::new(0),
            failed: Mutex::default(),
        }
    }

    /// How many requests were answered as they should be.
    pub(super) fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// How many were not.
    pub(super) fn failed(&self) -> usize {
        self.failures().len()
    }

    /// No request may fail, at no moment.
    pub(super) fn verdict(&self) -> Verdict {
        let failures = self.failures();
        hold(failures.is_empty(), || {
            let first = failures.first().map_or("", String::as_str);
            format!("{} requests failed: first, {first}", failures.len())
        })
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service for Entrance {
    fn send(&self, call: &Call) -> Result<Reply, Lost> {
        let answer = self.client.send(call);
        let wrong = match &answer {
            Ok(reply) if reply.status < 500 => {
                self.answered.fetch_add(1, Ordering::Relaxed);
                return answer;
            }
            Ok(reply) => format!("answered {}", reply.status),
            Err(lost) => format!("not answered: {lost:?}"),
        };
        let (method, path) = (call.method(), call.path());
        self.failures().push(format!("{method} {path} was {wrong}"));
        answer
    }
}
