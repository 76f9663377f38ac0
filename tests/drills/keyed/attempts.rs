use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Journal, RequestOutcome};

use super::Case;
use crate::{
    drill::{Broken, Verdict, figure, hold},
    service::Service,
};

/// Sends creates until they are answered, and keeps the journal of it.
pub(crate) struct Attempts<'a> {
    service: &'a dyn Service,
    api_key: String,
    /// What was sent under which key.
    journal: Journal<usize>,
    /// Something is broken: nobody need send any more.
    over: AtomicBool,
    /// What was broken first.
    broken: Mutex<Option<Broken>>,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl<'a> Attempts<'a> {
    pub(crate) fn new(service: &'a dyn Service, api_key: String) -> Self {
        Self {
            service,
            api_key,
            journal: Journal::default(),
            over: AtomicBool::new(false),
            broken: Mutex::default(),
        }
    }

    /// Sends the create of this number until there is an answer. If that is none that may come, all attempts are over.
    pub(crate) fn see_through(&self, number: usize, case: &Case, rng: &mut Rng) {
        if let Err(broken) = self.repeat(number, case, rng) {
            let mut first = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(broken);
            self.over.store(true, Ordering::Relaxed);
        }
    }

    fn repeat(&self, number: usize, case: &Case, rng: &mut Rng) -> Verdict {
        let since = Instant::now();
        while !self.are_over() {
            let entry = self.journal.open(number);
            let id = Journal::<usize>::request_id(entry);
            let again = case.location().is_some();
            let call = case.call(rng).key(&self.api_key);
            let answer = self.service.send(&call.header("x-request-id", &id));
            self.journal.close(entry, RequestOutcome::of(&answer));
            match answer {
                Ok(reply) if reply.status != 503 => return case.take(reply, again),
                _ => sleep(Duration::from_millis(2)),
            }
            hold(since.elapsed() < PATIENCE, || {
                format!("{} has no answer", case.name)
            })?;
        }
        Ok(())
    }

    /// Whether something was broken, so that nobody sends any more.
    pub(crate) fn are_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Whether all answers were such as may come.
    pub(crate) fn verdict(&self) -> Verdict {
        let first = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        first.clone().map_or(Ok(()), Err)
    }

    /// Prints what came of them.
    pub(crate) fn print(&self) {
        for (name, outcome) in [
            ("answered", RequestOutcome::Ok),
            ("not done", RequestOutcome::Failed),
            ("unknown", RequestOutcome::Unknown),
        ] {
            figure(name, self.journal.count(outcome));
        }
    }

    /// Whether those that were told that they wrote nothing are not among these requests, which wrote something.
    pub(crate) fn were_told_the_truth(self, wrote: &BTreeSet<String>) -> Verdict {
        let entries = self.journal.into_entries().into_iter().enumerate();
        for (number, entry) in entries {
            let id = Journal::<usize>::request_id(number);
            let lied = entry.outcome == RequestOutcome::Failed && wrote.contains(&id);
            hold(!lied, || format!("{id} wrote and was told that it did not"))?;
        }
        Ok(())
    }
}
