use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Call, Client};
use serde_json::json;

use super::{
    latencies::Latencies,
    rows::{Rows, id},
};
use crate::{
    drill::{Broken, Verdict, hold},
    service::Front,
    stop::StopAtEnd,
};

/// Whoever reads, edits and creates credentials at both nodes, at a fixed pace.
pub(super) struct Clients<'a> {
    rows: &'a Rows,
    nodes: Vec<Client>,
    /// Those of each client, which nobody else edits.
    edits: Vec<Mutex<Edits>>,
    failed: Mutex<Vec<String>>,
}

/// What each edited credential is by the last edit that was acknowledged.
pub(super) type Edits = HashMap<usize, Edited>;

#[derive(Debug, Clone)]
pub(super) struct Edited {
    pub(super) username: String,
    pub(super) secret: String,
    pub(super) edits: i64,
}

const CREDENTIALS: &str = "/v3/docker-registries";
const CLIENTS: usize = 16;
/// One after the other, at both nodes together.
const PACE: Duration = Duration::from_millis(10);

impl<'a> Clients<'a> {
    pub(super) fn of(rows: &'a Rows, fronts: &[Front]) -> Self {
        Self {
            rows,
            nodes: fronts.iter().map(Front::client).collect(),
            edits: (0..CLIENTS).map(|_| Mutex::default()).collect(),
            failed: Mutex::default(),
        }
    }

    /// Has them served for as long as `work` takes. No request may fail.
    pub(super) fn serve(
        &self,
        rng: &mut Rng,
        work: impl FnOnce() -> Verdict,
    ) -> Result<Latencies, Broken> {
        let (stopped, turns, began) = (AtomicBool::new(false), AtomicU32::new(0), Instant::now());
        let (latencies, ended) = thread::scope(|scope| {
            let running = self.edits.iter().enumerate().map(|(nth, edits)| {
                let (mut rng, stopped, turns) = (rng.fork(), &stopped, &turns);
                scope.spawn(move || {
                    let mut edits = edits.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut latencies = Latencies::default();
                    while !stopped.load(Ordering::Relaxed) {
                        let due = began + PACE * turns.fetch_add(1, Ordering::Relaxed);
                        sleep(due.saturating_duration_since(Instant::now()));
                        let is_read = self.ask(nth, &mut edits, &mut rng);
                        latencies.add(is_read, due.elapsed());
                    }
                    latencies
                })
            });
            let running: Vec<_> = running.collect();
            let stop = StopAtEnd(&stopped);
            let ended = work();
            drop(stop);
            let latencies = running
                .into_iter()
                .map(|it| it.join().expect("a client ends"));
            (latencies.fold(Latencies::default(), Latencies::join), ended)
        });
        ended?;
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        hold(failed.is_empty(), || {
            format!("{} requests failed: first, {}", failed.len(), failed[0])
        })?;
        Ok(latencies)
    }

    /// Asks for something. Says whether it was a read.
    fn ask(&self, nth: usize, edits: &mut Edits, rng: &mut Rng) -> bool {
        let row = rng.usize(..self.rows.count());
        match rng.u8(..10) {
            0 => {
                let body = json!({ "name": "created", "username": "user", "secret": "the-secret" });
                self.done(row, Call::new("POST", CREDENTIALS).json(&body), 201, rng);
                false
            }
            1..4 => {
                // One of its own.
                let row = row / CLIENTS * CLIENTS + nth;
                self.edit(row.min(self.rows.count() - CLIENTS + nth), edits, rng);
                false
            }
            _ => {
                self.done(row, Call::new("GET", &path(row)), 200, rng);
                true
            }
        }
    }

    fn edit(&self, row: usize, edits: &mut Edits, rng: &mut Rng) {
        let before = edits.get(&row).map_or(0, |it| it.edits);
        let edited = Edited {
            username: format!("edited-{}", before + 1),
            secret: format!("edited-{row}-{}", before + 1),
            edits: before + 1,
        };
        let body = json!({ "username": edited.username, "secret": edited.secret });
        let call = Call::new("PATCH", &path(row)).json(&body);
        if self.done(row, call, 200, rng) {
            edits.insert(row, edited);
        }
    }

    /// Whether it was answered so.
    fn done(&self, row: usize, call: Call, expected: u16, rng: &mut Rng) -> bool {
        let call = call.key(&self.rows.tenant(row).key.token);
        let node = &self.nodes[rng.usize(..self.nodes.len())];
        let answer = node.send(&call);
        let done = answer.as_ref().is_ok_and(|reply| reply.status == expected);
        if !done {
            let what = format!("{} {}: {answer:?}", call.method(), call.path());
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.push(what);
        }
        done
    }

    /// What each credential became that was edited.
    pub(super) fn into_edits(self) -> Edits {
        let all = self.edits.into_iter();
        let all = all.flat_map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner));
        all.collect()
    }
}

fn path(row: usize) -> String {
    format!("{CREDENTIALS}/{}", id(row))
}
