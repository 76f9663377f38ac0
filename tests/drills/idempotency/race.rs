use std::{
    sync::{
        Arc, Barrier, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{Scope, ScopedJoinHandle, sleep},
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Client, Journal, RequestOutcome};

use super::case::Case;
use crate::drill::{Broken, Verdict, figure, hold};

/// Crowds that send the same create at the same moment, key after key.
pub(super) struct Race<'a> {
    cases: &'a [Case],
    client: Client,
    api_key: String,
    /// What was sent under which key.
    pub(super) journal: Journal<usize>,
    /// How many keys were begun.
    pub(super) begun: AtomicUsize,
    broken: Mutex<Option<Broken>>,
    over: AtomicBool,
}

/// So many keys are raced for at once: commits of different keys meet, too.
const LANES: usize = 2;
const PATIENCE: Duration = Duration::from_secs(30);

impl<'a> Race<'a> {
    pub(super) fn new(cases: &'a [Case], client: Client, api_key: String) -> Self {
        Self {
            cases,
            client,
            api_key,
            journal: Journal::default(),
            begun: AtomicUsize::new(0),
            broken: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Starts so many racers on each lane.
    pub(super) fn start<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        racers: usize,
        rng: &mut Rng,
    ) -> Vec<ScopedJoinHandle<'scope, ()>> {
        let mut running = Vec::new();
        for lane in 0..LANES {
            let line = Arc::new(Barrier::new(racers));
            for _ in 0..racers {
                let (line, mut rng) = (line.clone(), rng.fork());
                running.push(scope.spawn(move || {
                    for number in (lane..self.cases.len()).step_by(LANES) {
                        if line.wait().is_leader() {
                            self.begun.fetch_add(1, Ordering::Relaxed);
                        }
                        if let Err(broken) = self.run(number, &mut rng) {
                            self.over.store(true, Ordering::Relaxed);
                            let mut first =
                                self.broken.lock().unwrap_or_else(PoisonError::into_inner);
                            first.get_or_insert(broken);
                        }
                    }
                }));
            }
        }
        running
    }

    /// One racer for one key: sends until there is an answer.
    fn run(&self, number: usize, rng: &mut Rng) -> Verdict {
        let case = &self.cases[number];
        let since = Instant::now();
        // The others must not wait for ever at the line: whatever is broken, each key is come to.
        while !self.over.load(Ordering::Relaxed) {
            let entry = self.journal.open(number);
            let id = Journal::<usize>::request_id(entry);
            let again = case.location().is_some();
            let call = case
                .call(rng)
                .key(&self.api_key)
                .header("x-request-id", &id);
            let answer = self.client.send(&call);
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

    /// Whether all went well, when it is over.
    pub(super) fn verdict(&self) -> Verdict {
        let lost = self.cases.iter().filter(|case| case.lost_its_answer());
        figure("keys whose first answer was lost", lost.count());
        let mut first = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        first.take().map_or(Ok(()), Err)
    }
}
