use std::{
    collections::VecDeque,
    mem::take,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Lost, Reply, Unavailability};

use super::progress::{Kind, Progress};
use crate::{
    drill::{Broken, Run, Verdict, figure, hold},
    service::{Nodes, Service},
};

/// Nodes whose database may be away, and a look at every answer of theirs.
pub(crate) struct Watch<'a> {
    nodes: &'a Nodes,
    seen: Mutex<Seen>,
    progress: Progress,
}

#[derive(Default)]
struct Seen {
    longest: Duration,
    unavailable: usize,
    unknown: usize,
    /// The first answer that no request may get.
    wrong: Option<String>,
    /// The last requests that were refused or waited long, when they were answered, and what is told of them.
    hindered: VecDeque<(Instant, String)>,
}

const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
/// Whoever waits for longer is told of, if an outage goes on.
const PROMPT: Duration = Duration::from_millis(500);
/// Of so many, the last.
const TOLD: usize = 100;

impl<'a> Watch<'a> {
    pub(crate) fn over(nodes: &'a Nodes) -> Self {
        Self {
            nodes,
            seen: Mutex::default(),
            progress: Progress::of(nodes.len()),
        }
    }

    /// Whether every answer so far was one that may come.
    pub(crate) fn verdict(&self) -> Verdict {
        let wrong = self.seen().wrong.clone();
        wrong.map_or(Ok(()), |wrong| Err(Broken(wrong)))
    }

    /// The longest that an answer took since this was asked before.
    pub(crate) fn take_longest(&self) -> Duration {
        take(&mut self.seen().longest)
    }

    /// How many answers told that the database is away.
    pub(crate) fn refused(&self) -> usize {
        let seen = self.seen();
        seen.unavailable + seen.unknown
    }

    /// How many answers told that it is not known what came of a write.
    pub(crate) fn unknown(&self) -> usize {
        self.seen().unknown
    }

    /// What a node has not done since then.
    pub(crate) fn missing_since(&self, then: Instant) -> Option<String> {
        self.progress.missing_since(then)
    }

    /// The requests that were refused or waited long, of those that were answered since then.
    pub(crate) fn hindered_since(&self, then: Instant) -> String {
        let seen = self.seen();
        let since = |at: &Instant| at.saturating_duration_since(then).as_millis();
        let hindered = seen.hindered.iter().filter(|(at, _)| *at >= then);
        let told = hindered.map(|(at, what)| format!("\n    {} ms: {what}", since(at)));
        told.collect()
    }

    /// Whether the answers that are only for outages were seen at all.
    pub(crate) fn saw_each(&self, run: &Run) -> Verdict {
        let seen = self.seen();
        hold(seen.unavailable > 0, || {
            "nobody was told store_unavailable".to_owned()
        })?;
        // Twenty clients write nearly all the time. Whether one of them waits for its commit when the database goes is
        // luck, but not fifty times.
        hold(!run.full || seen.unknown > 0, || {
            "nobody was told outcome_unknown".to_owned()
        })
    }

    pub(crate) fn print(&self) {
        let seen = self.seen();
        let (unavailable, unknown) = (seen.unavailable, seen.unknown);
        figure(
            "store_unavailable, outcome_unknown",
            format!("{unavailable}, {unknown}"),
        );
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service for Watch<'_> {
    fn send(&self, call: &Call) -> Result<Reply, Lost> {
        let (node, client) = self.nodes.next();
        let sent = Instant::now();
        let answer = client.send(call);
        let took = sent.elapsed();
        self.progress.note(node, call, sent, &answer);
        let mut seen = self.seen();
        seen.take(call, &answer, took);
        seen.remember(node, call, &answer, took);
        drop(seen);
        answer
    }
}

impl Seen {
    fn take(&mut self, call: &Call, answer: &Result<Reply, Lost>, took: Duration) {
        self.longest = self.longest.max(took);
        if let Err(Broken(what)) = self.judge(call, answer, took) {
            self.wrong.get_or_insert(what);
        }
    }

    /// Keeps it in mind if it was hindered.
    fn remember(&mut self, node: usize, call: &Call, answer: &Result<Reply, Lost>, took: Duration) {
        let refusal = match answer {
            Ok(reply) if reply.status < 300 && took < PROMPT => return,
            Ok(reply) => format!("{} {}", reply.status, reply.json()["code"]),
            Err(lost) => format!("{lost:?}"),
        };
        let (node, took) = (node + 1, took.as_millis());
        let what = format!(
            "node {node} to {}, after {took} ms: {refusal}",
            call.method()
        );
        if self.hindered.len() == TOLD {
            self.hindered.pop_front();
        }
        self.hindered.push_back((Instant::now(), what));
    }

    fn judge(&mut self, call: &Call, answer: &Result<Reply, Lost>, took: Duration) -> Verdict {
        hold(took <= ANSWERED_WITHIN, || {
            let (method, took) = (call.method(), took.as_millis());
            let status = answer.as_ref().map(|reply| reply.status);
            format!("an answer took {took} ms, {status:?} to {method}")
        })?;
        let Ok(reply) = answer else {
            return Err(Broken(format!("a request was not answered: {answer:?}")));
        };
        if reply.status < 500 {
            return Ok(());
        }
        let told = Unavailability::of(reply);
        match told.map_err(|wrong| Broken(format!("a refusal is not as it must be: {wrong}")))? {
            Unavailability::Store => self.unavailable += 1,
            Unavailability::Outcome => {
                self.unknown += 1;
                let writes = Kind::of(call.method(), call.path()).is_some_and(Kind::writes);
                hold(writes, || "a read has an unknown outcome".to_owned())?;
            }
            Unavailability::Key => return Err(Broken("a key is said to be missing".to_owned())),
            Unavailability::Load => return Err(Broken("a few clients are too many".to_owned())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(status: u16, code: &str) -> Reply {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let body = json!({
            "type": format!("/problems/{code}"), "title": "X", "detail": "x", "request_id": "r",
            "status": status, "code": code,
            "message": "X", "data": { "code": "r", "message": "x" },
        });
        Reply {
            status,
            headers: vec![
                header("content-type", "application/problem+json"),
                header("retry-after", "1"),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    #[test]
    fn of_failures_only_the_foreseen_ones_may_come_and_only_in_time() {
        let unavailable = problem(503, "store_unavailable");
        let unasked = Reply {
            headers: vec![unavailable.headers[0].clone()],
            ..unavailable.clone()
        };
        for (method, answer, seconds, good) in [
            ("POST", Ok(problem(422, "validation_failed")), 1, true),
            ("POST", Ok(unavailable.clone()), 1, true),
            ("GET", Ok(unavailable), 1, true),
            ("POST", Ok(problem(503, "outcome_unknown")), 5, true),
            ("POST", Ok(problem(503, "outcome_unknown")), 6, false),
            ("GET", Ok(problem(503, "outcome_unknown")), 1, false),
            ("POST", Ok(problem(503, "key_unavailable")), 1, false),
            ("POST", Ok(problem(500, "internal")), 1, false),
            ("POST", Ok(unasked), 1, false),
            ("POST", Err(Lost::Unsent), 1, false),
            ("POST", Err(Lost::Unanswered(String::new())), 1, false),
        ] {
            let mut seen = Seen::default();
            let call = Call::new(method, "/v3/docker-registries");
            seen.take(&call, &answer, Duration::from_secs(seconds));
            assert_eq!(seen.wrong.is_none(), good, "{method} {answer:?}");
        }
    }
}
