//! What schemathesis found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use crate::{
    drill::{Broken, Verdict, figure, hold},
    kind::Kind,
};

/// What came of one run, or of several.
#[derive(Default)]
pub(super) struct Outcome {
    /// The requests that it drew. It sends some more.
    pub(super) cases: u64,
    /// What is not as the document says, or went wrong with the fuzzer itself.
    failures: Vec<String>,
    /// The ways of drawing that it came to.
    phases: BTreeSet<String>,
    /// What `hooks.py` dropped, by the rule that the document cannot say.
    dropped: BTreeMap<String, u64>,
    /// How each failure can be repeated.
    told: String,
}

/// All ways of drawing.
const PHASES: [&str; 4] = ["examples", "coverage", "fuzzing", "stateful"];

impl Outcome {
    /// What it left in this folder, and told.
    pub(super) fn left_in(folder: &Path, told: &str) -> Result<Self, Broken> {
        let read = |name: &str| -> Option<Value> {
            serde_json::from_slice(&fs::read(folder.join(name)).ok()?).ok()
        };
        let lost = || Broken(format!("schemathesis did not run: {told}"));
        let report = read("report.json").ok_or_else(lost)?;
        let dropped = read("dropped.json").ok_or_else(lost)?;
        let dropped = dropped.as_object().into_iter().flatten();
        Ok(Self {
            cases: report["test_cases"]["generated"].as_u64().unwrap_or(0),
            failures: failures(&report),
            phases: phases(&report),
            dropped: dropped
                .map(|(rule, count)| (rule.clone(), count.as_u64().unwrap_or(0)))
                .collect(),
            told: details(told),
        })
    }

    /// Whether it drew nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.cases == 0
    }

    /// Whether there were none. Says how to repeat them, if that is wanted.
    pub(super) fn verdict(&self, caller: &str, in_detail: bool) -> Verdict {
        hold(!self.is_empty(), || {
            format!("schemathesis drew nothing for {caller}")
        })?;
        hold(self.failures.is_empty(), || {
            if in_detail {
                println!("{}", self.told);
            }
            let failures = self.failures.join("; ");
            format!("not as the document says, with {caller}: {failures}")
        })
    }

    pub(super) fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.phases.extend(other.phases);
        for (rule, count) in other.dropped {
            *self.dropped.entry(rule).or_default() += count;
        }
    }

    /// Whether it came to all ways of drawing, if it had the time.
    pub(super) fn is_of_all_phases(&self, caller: &str) -> Verdict {
        let missing: Vec<_> = PHASES
            .iter()
            .filter(|phase| !self.phases.contains(**phase))
            .collect();
        hold(missing.is_empty(), || {
            format!("for {caller}, schemathesis did not come to {missing:?}")
        })
    }

    /// Tells what was done for so many requests.
    pub(super) fn report(&self, kind: Kind, sent: u64) {
        let name = kind.name();
        figure(
            &format!("{name}: requests by the document"),
            format!("{sent}, for {} cases", self.cases),
        );
        let dropped = self.dropped.iter();
        let dropped: Vec<_> = dropped
            .map(|(rule, count)| format!("{rule} {count}"))
            .collect();
        figure(
            &format!("{name}: refusals by rules that it cannot say"),
            dropped.join(", "),
        );
    }
}

/// Those that ran, and were not skipped for whatever reason.
fn phases(report: &Value) -> BTreeSet<String> {
    let phases = report["phases"].as_object().into_iter().flatten();
    let ran = phases.filter(|(_, it)| it["status"] != "skip" && it["skip_reason"].is_null());
    ran.map(|(name, _)| name.to_lowercase()).collect()
}

fn failures(report: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = |of: &str| report[of].as_array().cloned().unwrap_or_default();
    let found = all("failures").into_iter().map(|failure| {
        let operations = failure["operations"].as_array().into_iter().flatten();
        let operations: Vec<_> = operations.map(text).collect();
        let (kind, title) = (text(&failure["type"]), text(&failure["title"]));
        format!("{kind} ({title}) at {}", operations.join(", "))
    });
    let errors = all("errors")
        .into_iter()
        .map(|error| format!("an error of the fuzzer: {error}"));
    let mut failures: Vec<_> = found.chain(errors).collect();
    if report["complete"] != true {
        failures.push(format!("it stopped: {}", report["stop_reason"]));
    }
    failures
}

/// The part of what it told that says how to repeat what it found, without tokens.
fn details(told: &str) -> String {
    let from = told.find(" FAILURES =").or(told.find(" ERRORS ="));
    let details = &told[from.unwrap_or(told.len())..];
    let to = details.find(" WARNINGS =").or(details.find(" SUMMARY ="));
    let details = &details[..to.unwrap_or(details.len())];
    let mut parts = details.split("plk_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| {
        let is_token = |it: char| it.is_ascii_alphanumeric() || it == '_';
        shown + "plk_…" + part.trim_start_matches(is_token)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn details_are_told_without_tokens() {
        let told = "=== FAILURES ===\n{\"token\":\"plk_0Mta_abc\"} plk_\n=== SUMMARY ===\nplk_b";
        assert_eq!(
            details(told),
            " FAILURES ===\n{\"token\":\"plk_…\"} plk_…\n==="
        );
    }

    #[test]
    fn failures_errors_and_a_run_that_stopped_are_all_broken() {
        let good = json!({ "complete": true, "failures": [], "errors": [] });
        assert!(failures(&good).is_empty());
        for (member, value) in [
            ("complete", json!(false)),
            (
                "failures",
                json!([{ "type": "ServerError", "operations": ["GET /"] }]),
            ),
            ("errors", json!([{ "title": "Network Error" }])),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            assert_eq!(failures(&bad).len(), 1, "{member}");
        }
    }
}
