//! Callers who ask a service all the time.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::{Reply, RequestOutcome, Unavailability};
use pullkey_throwaway_postgres::Database;
use serde_json::json;

use super::{CREDENTIALS, Caller, assert_whole, path_of, until};

/// How soon everything works again once the database is back.
pub(super) const RECOVERY: Duration = Duration::from_secs(5);

/// Whatever the database does, nobody waits for longer: 5 seconds, and what a busy machine adds.
pub(super) const LIMIT: Duration = Duration::from_secs(8);

/// Callers that create, change and read without a pause, and what they were answered.
#[derive(Default)]
pub(super) struct Load {
    creates: Mutex<Vec<(String, RequestOutcome)>>,
    written: AtomicUsize,
    refused: AtomicUsize,
    over: AtomicBool,
}

impl Load {
    /// For as long as this takes.
    pub(super) fn on(caller: &Caller, during: impl FnOnce(&Self)) -> Self {
        let load = Self::default();
        let path = path_of(&caller.create("changed and read"));
        thread::scope(|scope| {
            for worker in 0..4 {
                let (load, path) = (&load, &path);
                scope.spawn(move || load.work(caller, worker, path));
            }
            // Ends with this, also when that panics.
            let _over = Over(&load.over);
            during(&load);
        });
        load
    }

    fn work(&self, caller: &Caller, worker: usize, path: &str) {
        for nth in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let name = format!("{worker}-{nth}");
            let outcome = self.note(true, || caller.try_create_once(&name).unwrap());
            self.creates.lock().unwrap().push((name, outcome));
            let name = json!({ "name": format!("by {worker}") });
            self.note(true, || caller.patch(path, &name));
            self.note(false, || caller.get(path));
            self.note(false, || {
                caller.get(&format!("{CREDENTIALS}?search=1&limit=5"))
            });
            // The machine has others to serve.
            sleep(Duration::from_millis(5));
        }
    }

    /// Sends it, and looks at the answer.
    fn note(&self, writes: bool, send: impl FnOnce() -> Reply) -> RequestOutcome {
        let began = Instant::now();
        let reply = send();
        let took = began.elapsed();
        assert!(took <= LIMIT, "{took:?}: {}", reply.json());
        match reply.status {
            200 | 201 if writes => {
                self.written.fetch_add(1, Ordering::Relaxed);
            }
            200 => {}
            // They all change one credential, and get in each other's way.
            409 if writes => {}
            _ => {
                let reasons = [Unavailability::Store, Unavailability::Outcome];
                assert_refused(&reply, if writes { &reasons } else { &reasons[..1] });
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
        RequestOutcome::of(&Ok(reply))
    }

    /// Waits until more is written. Tells how long that took.
    pub(super) fn until_written(&self) -> Duration {
        until_grown("written", &self.written)
    }

    /// Waits until more is refused.
    pub(super) fn until_refused(&self) {
        until_grown("refused", &self.refused);
    }

    /// How many were told to come again.
    pub(super) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// Every create left what it was answered. One that nobody knows of can be repeated, and there is one then.
    pub(super) fn must_be_kept(self, caller: &Caller, database: &Database) {
        let creates = self.creates.into_inner().unwrap();
        let before = rows(database);
        for (name, outcome) in &creates {
            let traces = before.get(name).copied().unwrap_or_default();
            assert!(outcome.allows(traces), "{name}: {outcome:?}, {traces}");
            if *outcome == RequestOutcome::Unknown {
                let repeated = caller.try_create_once(name).unwrap();
                assert_eq!(repeated.status, 201, "{}", repeated.json());
                let replayed = repeated.header("idempotency-replayed").is_some();
                assert!(replayed || traces == 0, "{name}");
            }
        }
        let after = rows(database);
        for (name, outcome) in &creates {
            let made = usize::from(*outcome != RequestOutcome::Failed);
            let traces = after.get(name).copied().unwrap_or_default();
            assert_eq!(traces, made, "{name}: {outcome:?}");
        }
        assert_whole(database);
    }
}

/// How many credentials there are of each name.
fn rows(database: &Database) -> BTreeMap<String, usize> {
    let mut rows = BTreeMap::new();
    for name in database.query("SELECT name FROM credentials").lines() {
        *rows.entry(name.to_owned()).or_default() += 1;
    }
    rows
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn until_grown(what: &str, count: &AtomicUsize) -> Duration {
    let enough = count.load(Ordering::Relaxed) + 10;
    until(what, || count.load(Ordering::Relaxed) >= enough)
}

/// It tells to come again, for one of these reasons.
pub(super) fn assert_refused(reply: &Reply, reasons: &[Unavailability]) {
    let told = Unavailability::of(reply).unwrap();
    assert!(reasons.contains(&told), "{told:?}");
}
