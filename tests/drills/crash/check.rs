//! Holds the journal against the store.

use std::{collections::BTreeMap, mem::take};

use pullkey_tests::{Entry, RequestOutcome};
use tokio::runtime::Runtime;

use super::{
    Kept, Writers,
    sent::{Act, Fields, Sent},
};
use crate::drill::{Verdict, figure, hold};

mod events;
mod rows;

/// What a credential must be by its events.
struct Expected {
    fields: Fields,
    version: i64,
}

#[derive(Default)]
struct Findings {
    lost: Vec<String>,
    half_written: Vec<String>,
    unopened: Vec<String>,
    miscounted: Vec<String>,
    /// Answers that no good request should get.
    unexpected: Vec<String>,
}

/// Whether nothing was lost, nothing is half-written, and all opens. Nobody must write any more.
pub(crate) fn check(runtime: &Runtime, mut kept: Kept, writers: Writers) -> Verdict {
    let (entries, unexpected) = writers.into_told();
    let mut findings = Findings {
        unexpected,
        ..Findings::default()
    };
    print(&entries);
    figure("credentials left", kept.credentials.len());
    findings.count(&kept);
    let events = take(&mut kept.events);
    let records = take(&mut kept.records);
    let expected = events::apply_all(events, records, entries, &mut findings);
    for id in kept.credentials.keys() {
        if !expected.contains_key(id) {
            let what = format!("the row of {id} without its events");
            findings.half_written.push(what);
        }
    }
    for (id, expected) in &expected {
        if kept.credentials.contains_key(id) {
            runtime.block_on(rows::compare(&kept, id, expected, &mut findings));
        } else {
            let what = format!("events of {id} without its row");
            findings.half_written.push(what);
        }
    }
    findings.verdict()
}

fn print(entries: &[Entry<Sent>]) {
    let count = |act: Act, outcome: RequestOutcome| {
        let matching = |entry: &&Entry<Sent>| entry.sent.act == act && entry.outcome == outcome;
        entries.iter().filter(matching).count()
    };
    for (name, outcome) in [
        ("acknowledged", RequestOutcome::Ok),
        ("unknown", RequestOutcome::Unknown),
    ] {
        let [creates, updates, deletes] =
            [Act::Create, Act::Update, Act::Delete].map(|act| count(act, outcome));
        figure(
            name,
            format!("{creates} creates, {updates} updates, {deletes} deletes"),
        );
    }
}

impl Findings {
    /// Whether the counts are those of the rows.
    fn count(&mut self, kept: &Kept) {
        let mut rows = BTreeMap::new();
        for provider in kept.credentials.values() {
            *rows.entry(provider).or_insert(0) += 1;
        }
        let mut counted: BTreeMap<_, _> = kept.counts.iter().collect();
        counted.retain(|_, count| **count != 0);
        if rows
            .iter()
            .ne(counted.iter().map(|(it, count)| (it, *count)))
        {
            let what = format!("{rows:?} are counted as {counted:?}");
            self.miscounted.push(what);
        }
    }

    fn verdict(self) -> Verdict {
        let kinds = [
            ("acknowledged lost", self.lost),
            ("half-written", self.half_written),
            ("that do not open", self.unopened),
            ("miscounted", self.miscounted),
            ("unexpected answers", self.unexpected),
        ];
        let mut first = None;
        let mut counts = Vec::new();
        for (name, found) in kinds {
            counts.push(format!("{} {name}", found.len()));
            first = first.or(found.into_iter().next());
        }
        let counts = counts.join(", ");
        figure("found", &counts);
        let broken = first.map(|first| format!("{counts}: first, {first}"));
        hold(broken.is_none(), || broken.unwrap_or_default())
    }
}
