use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{Scope, ScopedJoinHandle},
};

use fastrand::Rng;

use crate::{
    drill::{Verdict, figure},
    keyed::{Attempts, Case},
    service::Service,
};

/// Crowds that send the same create at the same moment, key after key.
pub(super) struct Race<'a> {
    cases: &'a [Case],
    pub(super) attempts: Attempts<'a>,
    /// How many keys were begun.
    pub(super) begun: AtomicUsize,
}

/// So many keys are raced for at once: commits of different keys meet, too.
const LANES: usize = 2;

impl<'a> Race<'a> {
    pub(super) fn new(cases: &'a [Case], service: &'a dyn Service, api_key: String) -> Self {
        Self {
            cases,
            attempts: Attempts::new(service, api_key),
            begun: AtomicUsize::new(0),
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
                        // The others must not wait for ever at the line: whatever is broken, each key is come to.
                        let case = &self.cases[number];
                        self.attempts.see_through(number, case, &mut rng);
                    }
                }));
            }
        }
        running
    }

    /// Whether all went well, when it is over.
    pub(super) fn verdict(&self) -> Verdict {
        let lost = self.lost_answers();
        figure("keys whose first answer was lost (goal: above 0)", lost);
        self.attempts.verdict()
    }

    /// How many keys have an answer by now, but not the first one: the service was killed between the commit and that.
    pub(super) fn lost_answers(&self) -> usize {
        let lost = self.cases.iter().filter(|case| case.lost_its_answer());
        lost.count()
    }
}
