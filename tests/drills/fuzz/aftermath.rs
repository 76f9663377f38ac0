//! What a service must be like after all that.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufRead, BufReader},
};

use pullkey_tests::{Call, Client, run};
use serde_json::Value;

use super::site::Site;
use crate::drill::{Broken, Verdict, figure, hold};

/// What a service counted by itself. It does not count what is no HTTP.
pub(super) struct Count {
    pub(super) requests: u64,
    /// What was answered 5xx, and how often.
    pub(super) failed: BTreeMap<String, u64>,
    /// Operations that were done, by method and path.
    done: BTreeSet<String>,
}

/// What a line of figures says under this name.
fn label<'a>(labels: &'a str, name: &str) -> &'a str {
    let value = labels.split_once(&format!("{name}=\""));
    let value = value.and_then(|(_, value)| value.split_once('"'));
    value.map_or("", |(value, _)| value)
}

impl Site {
    /// What it counted until now.
    pub(super) fn counted(&self) -> Result<Count, Broken> {
        let reply = Client::of(&self.place).send(&Call::new("GET", "/metrics"));
        let reply = reply.map_err(|lost| Broken(format!("/metrics is not answered: {lost:?}")))?;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("pullkey_http_requests_total"));
        let (mut requests, mut failed, mut done) = (0, BTreeMap::new(), BTreeSet::new());
        for line in lines {
            let (labels, count) = line.rsplit_once(' ').unwrap_or_default();
            let count = count.parse::<u64>().unwrap_or_default();
            requests += count;
            if labels.contains("status=\"5") {
                failed.insert(labels.to_owned(), count);
            }
            if labels.contains("status=\"2") {
                done.insert(format!(
                    "{} {}",
                    label(labels, "method"),
                    label(labels, "route")
                ));
            }
        }
        hold(requests > 0, || "/metrics counts no requests".to_owned())?;
        Ok(Count {
            requests,
            failed,
            done,
        })
    }

    /// Tells which operations of the document were done at all, and whether these are all, if that is demanded: of one whose
    /// callers are always refused, nothing is found out.
    pub(super) fn has_done_each_operation(&self, demanded: bool) -> Verdict {
        let reply = Client::of(&self.place).send(&Call::new("GET", "/openapi.json"));
        let document: Value = reply.map_or(Value::Null, |it| it.json());
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            let methods = methods.filter(|(_, it)| it["operationId"].is_string());
            methods.map(move |(method, _)| format!("{} {path}", method.to_uppercase()))
        });
        let operations: Vec<_> = operations.collect();
        let done = self.counted()?.done;
        let left_out: Vec<_> = operations.iter().filter(|it| !done.contains(*it)).collect();
        let (name, all) = (self.kind.name(), operations.len());
        figure(
            &format!("{name}: operations that were done"),
            format!("{} of {all}", all - left_out.len()),
        );
        hold(all > 0 && (!demanded || left_out.is_empty()), || {
            format!("these operations were always refused: {left_out:?}")
        })
    }

    /// It has answered nothing with 5xx, panicked nowhere, is ready, ends in good order, and its audit trail is whole.
    pub(super) fn has_come_to_no_harm(mut self) -> Verdict {
        let Count {
            requests,
            mut failed,
            ..
        } = self.counted()?;
        // It may have been asked whether it is ready before it was.
        failed.retain(|labels, count| self.failed_at_first.get(labels) != Some(count));
        let name = self.kind.name();
        figure(
            &format!("{name}: requests counted by the service"),
            requests,
        );
        let answers: u64 = failed.values().sum();
        figure(&format!("{name}: answered 5xx (goal: 0)"), answers);
        hold(failed.is_empty(), || {
            format!("the service counts answers of 5xx: {failed:?}")
        })?;
        let ready = Client::of(&self.place).send(&Call::new("GET", "/readyz"));
        let ready = ready.map_or(0, |reply| reply.status);
        hold(ready == 200, || format!("/readyz answers {ready}"))?;
        self.trail_is_whole()?;
        self.server.stop();
        self.has_not_panicked()
    }

    fn trail_is_whole(&self) -> Verdict {
        let ended = run(self.folder(), &["audit", "verify", "--json"]);
        let told: Value = serde_json::from_str(&ended.stdout).unwrap_or_default();
        hold(ended.status == Some(0), || {
            format!("audit verify ends with {:?}: {told}", ended.status)
        })
    }

    /// All of its log is written.
    fn has_not_panicked(&self) -> Verdict {
        let log = File::open(self.folder().join("stderr")).expect("there is a log");
        let panics: Vec<_> = BufReader::new(log)
            .split(b'\n')
            .map_while(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).into_owned())
            .filter(|line| line.contains("panicked"))
            .collect();
        let name = self.kind.name();
        figure(&format!("{name}: panics (goal: 0)"), panics.len());
        hold(panics.is_empty(), || {
            format!("the service panicked: {}", panics[0])
        })
    }
}
