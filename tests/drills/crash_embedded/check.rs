//! Holds the journal against the store.

use std::collections::BTreeSet;

use pullkey_tests::{Entry, Node, RequestOutcome, hyphenated};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::sent::{Act, Fields, Sent};
use crate::drill::{Verdict, figure, hold};

mod events;
mod opened;

use self::opened::Opened;

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
    /// Answers that no good request should get.
    unexpected: Vec<String>,
}

/// Whether nothing was lost, nothing is half-written, and all opens. The service must not run.
pub(super) fn all(node: &Node, entries: Vec<Entry<Sent>>, unexpected: Vec<String>) -> Verdict {
    let mut findings = Findings {
        unexpected,
        ..Findings::default()
    };
    print(&entries);
    let expected = events::apply_all(events::all(node), entries, &mut findings);
    let rows = rows(node);
    figure("credentials left", rows.len());
    for id in rows.iter().filter(|id| !expected.contains_key(*id)) {
        let what = format!("the row of {id} without its events");
        findings.half_written.push(what);
    }
    let runtime = Runtime::new().expect("tokio starts");
    let opened = Opened::new(node);
    for (id, expected) in &expected {
        if rows.contains(id) {
            runtime.block_on(opened.compare(id, expected, &mut findings));
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

fn rows(node: &Node) -> BTreeSet<String> {
    let query = "SELECT json_quote(lower(hex(id))) AS line FROM credentials";
    let rows = node.database().rows(query);
    rows.iter()
        .filter_map(Value::as_str)
        .map(hyphenated)
        .collect()
}

impl Findings {
    fn verdict(self) -> Verdict {
        let kinds = [
            ("acknowledged lost", self.lost),
            ("half-written", self.half_written),
            ("that do not open", self.unopened),
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
