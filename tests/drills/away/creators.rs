use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use fastrand::Rng;

use crate::{
    database::{Database, text},
    drill::Verdict,
    keyed::{Attempts, Case, one_each},
    service::Service,
    stop::StopAtEnd,
};

/// Clients that create under idempotency keys and repeat until they know what became of it.
pub(crate) struct Creators<'a> {
    attempts: Attempts<'a>,
    begun: AtomicUsize,
    /// When each of them last had something created.
    wrote: Vec<Mutex<Instant>>,
    stopped: AtomicBool,
}

/// Among so many creates, one from before is repeated.
const REPEATED: usize = 8;

impl<'a> Creators<'a> {
    pub(crate) fn new(service: &'a dyn Service, api_key: String, clients: usize) -> Self {
        let now = Instant::now();
        Self {
            attempts: Attempts::new(service, api_key),
            begun: AtomicUsize::new(0),
            wrote: (0..clients).map(|_| Mutex::new(now)).collect(),
            stopped: AtomicBool::new(false),
        }
    }

    /// Lets them create for as long as `work` takes, and gives what they created.
    pub(crate) fn while_creating(
        &self,
        rng: &mut Rng,
        work: impl FnOnce() -> Verdict,
    ) -> (Vec<Case>, Verdict) {
        thread::scope(|scope| {
            let running = self.wrote.iter().map(|wrote| {
                let rng = rng.fork();
                scope.spawn(|| self.create(wrote, rng))
            });
            let running: Vec<_> = running.collect();
            let stop = StopAtEnd(&self.stopped);
            let ended = work();
            drop(stop);
            let created = running.into_iter().map(thread::ScopedJoinHandle::join);
            let created = created.flat_map(|created| created.expect("a creator ends"));
            (created.collect(), ended)
        })
    }

    fn create(&self, wrote: &Mutex<Instant>, mut rng: Rng) -> Vec<Case> {
        let mut cases = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) && !self.attempts.are_over() {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            let case = Case::random(number, &mut rng);
            self.attempts.see_through(number, &case, &mut rng);
            *wrote.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            cases.push(case);
            let earlier = rng.usize(..REPEATED * cases.len());
            if let Some(case) = cases.get(earlier) {
                self.attempts.see_through(number, case, &mut rng);
            }
        }
        cases
    }

    /// Whether each of them had something created since then.
    pub(crate) fn have_written_since(&self, then: Instant) -> bool {
        let mut all = self.wrote.iter();
        all.all(|wrote| *wrote.lock().unwrap_or_else(PoisonError::into_inner) > then)
    }

    /// Whether all answers so far were such as may come.
    pub(crate) fn verdict(&self) -> Verdict {
        self.attempts.verdict()
    }

    /// Whether a company has what they created, and nothing else.
    pub(crate) fn check<D: Database>(
        self,
        database: &mut D,
        company: &str,
        cases: &[Case],
    ) -> Verdict {
        self.attempts.print();
        one_each(database, company, cases)?;
        let created = "AND action = 'credential.create'";
        let wrote = database.rows(&["request_id"], "audit_events", company, created);
        let wrote = wrote.iter().map(|row| text(&row[0])).collect();
        self.attempts.were_told_the_truth(&wrote)
    }
}
