//! `fuzz`: whatever is sent, the service answers as its document says, fails at nothing and lives on.
//!
//! Two fuzzers, against each kind of store at once:
//!
//! - schemathesis reads the OpenAPI document of the running service and draws requests from it, well and badly formed, one
//!   by one and in sequences that follow from each other, with a key that may do everything, the operator's, one that is
//!   narrowed to a credential, and none. It judges each answer by the document;
//! - a fuzzer of bytes sends what no document can say: other methods, paths and headers, bodies of any bytes, broken
//!   framing, requests before the earlier ones are answered, and pulls below `/v2/`. Each whole request gets exactly one
//!   answer that is HTTP, and what is refused is told in the form of its part of the API.
//!
//! Nothing is answered 5xx, by the service's own count either; nothing panics; afterwards the service is ready, the audit
//! trail is whole, and the service ends in good order.
//!
//! What is drawn may have logins tried at any registry. So all of it happens in a network of its own, which leads nowhere.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use fastrand::Rng;
use pullkey_tests::python_project;

use crate::{
    drill::{Broken, Drill, Run, Verdict, hold},
    kind::Kind,
};

mod aftermath;
mod bugs;
mod island;
mod outcome;
mod raw;
mod schemathesis;
mod site;

pub(crate) use self::bugs::Bug;
use self::{
    bugs::Part, island::on_an_island, outcome::Outcome, schemathesis::Schemathesis, site::Site,
};

/// See the module.
pub(crate) struct Fuzz;

/// As many requests by the document are sent in the full form, to both stores together.
const MANY: u64 = 1_000_000;

impl Drill for Fuzz {
    const NAME: &str = "fuzz";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        // What is missing of it is fetched from where the island does not reach.
        let schemathesis = Schemathesis::of(python_project("schemathesis"));
        on_an_island(|| fuzz(run, bug, &schemathesis))
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.contains(bug.clue())
    }
}

fn fuzz(run: &Run, bug: Option<Bug>, schemathesis: &Schemathesis) -> Verdict {
    let kinds = match bug {
        Some(_) => vec![Kind::Embedded],
        None => vec![Kind::Embedded, Kind::Postgres],
    };
    let mut rng = run.rng();
    let sent = AtomicU64::new(0);
    let lanes: Vec<_> = kinds.into_iter().map(|kind| (kind, rng.fork())).collect();
    thread::scope(|scope| {
        let lane = |(kind, rng): (Kind, Rng)| {
            let lane = Lane {
                run,
                bug,
                schemathesis,
                sent: &sent,
            };
            let named = move |Broken(what)| Broken(format!("{}: {what}", kind.name()));
            scope.spawn(move || lane.play(kind, rng).map_err(named))
        };
        let lanes: Vec<_> = lanes.into_iter().map(lane).collect();
        let ended = lanes.into_iter();
        ended
            .map(|lane| lane.join().expect("a lane ends"))
            // One that broke does not leave the other alone.
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    })
}

/// What happens to one kind of store.
struct Lane<'a> {
    run: &'a Run,
    bug: Option<Bug>,
    schemathesis: &'a Schemathesis,
    /// The requests by the document that were sent to all of them.
    sent: &'a AtomicU64,
}

impl Lane<'_> {
    fn play(&self, kind: Kind, mut rng: Rng) -> Verdict {
        let mut site = Site::start(kind);
        let proxy = self.bug.and_then(|bug| bug.before(&site));
        if let Some(proxy) = &proxy {
            site.is_found_at(proxy.place());
        }
        let part = self.bug.map(Bug::part);
        if part.is_none_or(|part| part == Part::Bytes) {
            let requests = self.run.pick(20_000, 2_000_000);
            raw::fuzz(&site, requests, &mut rng)?;
        }
        if part.is_none_or(|part| part == Part::Document) {
            self.by_the_document(&site, &mut rng)?;
        }
        if let Some(bug) = self.bug {
            bug.behind(&site);
        }
        site.has_come_to_no_harm()
    }

    /// Rounds of all callers, one in the smoke form.
    fn by_the_document(&self, site: &Site, rng: &mut Rng) -> Verdict {
        let mut totals: Vec<_> = site.callers.iter().map(|_| Outcome::default()).collect();
        let counted = |site: &Site| site.counted().map(|count| count.requests);
        let before = counted(site)?;
        loop {
            for (caller, total) in site.callers.iter().zip(&mut totals) {
                let seconds = self.run.pick(1, 25) * caller.share;
                let begun = counted(site)?;
                let mut outcome = self.schemathesis.run(site, caller, seconds, rng.u32(..))?;
                // On a busy machine, it may have had no time for anything.
                for longer in [4, 16] {
                    if outcome.is_empty() {
                        let seconds = seconds * longer;
                        outcome = self.schemathesis.run(site, caller, seconds, rng.u32(..))?;
                    }
                }
                outcome.verdict(caller.name, self.bug.is_none())?;
                total.add(outcome);
                let sent = counted(site)? - begun;
                self.sent.fetch_add(sent, Ordering::Relaxed);
            }
            if !self.run.full || self.sent.load(Ordering::Relaxed) >= MANY {
                break;
            }
        }
        let sent = counted(site)? - before;
        let mut total = Outcome::default();
        for (caller, of_caller) in site.callers.iter().zip(totals) {
            if self.run.full {
                of_caller.is_of_all_phases(caller.name)?;
            }
            total.add(of_caller);
        }
        if self.bug.is_none() {
            site.has_done_each_operation(self.run.full)?;
        }
        total.report(site.kind, sent);
        hold(!self.run.full || sent >= MANY / 4, || {
            format!("only {sent} requests by the document were sent")
        })?;
        // It sends some requests more than it counts as cases.
        hold(sent >= total.cases, || {
            format!("{} cases are {sent} requests only", total.cases)
        })
    }
}
