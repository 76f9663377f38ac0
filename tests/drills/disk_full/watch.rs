use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Lost, Place, Reply, Unavailability};

use crate::{
    drill::{Broken, Verdict, figure, hold},
    service::Service,
};

/// A service whose disk may be full, and a look at every answer of its.
pub(super) struct Watch {
    client: Client,
    /// Odd while it is away, as it was killed or stopped.
    absences: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    longest: Duration,
    reads: usize,
    done: usize,
    refused: usize,
    /// The first answer that no request may get.
    wrong: Option<String>,
}

const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

impl Watch {
    pub(super) fn over(place: &Place) -> Self {
        Self {
            client: Client::of(place),
            absences: AtomicUsize::new(0),
            seen: Mutex::default(),
        }
    }

    /// A client that nobody looks at.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Does something by which requests may be lost.
    pub(super) fn while_away(&self, work: impl FnOnce() -> Verdict) -> Verdict {
        self.absences.fetch_add(1, Ordering::SeqCst);
        let ended = work();
        self.absences.fetch_add(1, Ordering::SeqCst);
        ended
    }

    /// Whether every answer so far was one that may come.
    pub(super) fn verdict(&self) -> Verdict {
        let wrong = self.seen().wrong.clone();
        wrong.map_or(Ok(()), |wrong| Err(Broken(wrong)))
    }

    /// How many writes were refused so far.
    pub(super) fn refused(&self) -> usize {
        self.seen().refused
    }

    pub(super) fn print(&self) {
        let seen = self.seen();
        let Seen {
            reads,
            done,
            refused,
            ..
        } = *seen;
        figure(
            "requests",
            format!("{done} writes done, {refused} refused as store_unavailable, {reads} reads"),
        );
        let limit = ANSWERED_WITHIN.as_millis();
        let longest = seen.longest.as_millis();
        figure(
            "longest answer",
            format!("{longest} ms (at most {limit} ms)"),
        );
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service for Watch {
    fn send(&self, call: &Call) -> Result<Reply, Lost> {
        let before = self.absences.load(Ordering::SeqCst);
        let sent = Instant::now();
        let answer = self.client.send(call);
        let took = sent.elapsed();
        let was_there = before.is_multiple_of(2) && self.absences.load(Ordering::SeqCst) == before;
        if answer.is_ok() || was_there {
            self.seen().take(call, &answer, took);
        }
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

    fn judge(&mut self, call: &Call, answer: &Result<Reply, Lost>, took: Duration) -> Verdict {
        hold(took <= ANSWERED_WITHIN, || {
            format!("an answer took {} ms", took.as_millis())
        })?;
        let Ok(reply) = answer else {
            return Err(Broken(format!("a request was not answered: {answer:?}")));
        };
        let is_read = call.method() == "GET";
        if reply.status < 500 {
            let done = reply.status < 300;
            self.reads += usize::from(is_read && done);
            self.done += usize::from(!is_read && done);
            return Ok(());
        }
        hold(!is_read, || {
            let path = call.path().split('?').next().unwrap_or_default();
            format!("a read of {path} is answered {}", reply.status)
        })?;
        let told = Unavailability::of(reply);
        match told.map_err(|wrong| Broken(format!("a refusal is not as it must be: {wrong}")))? {
            Unavailability::Store => {
                self.refused += 1;
                Ok(())
            }
            other => Err(Broken(format!("a write is answered {}", other.code()))),
        }
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
    fn only_writes_may_be_refused_and_everybody_must_know() {
        let full = problem(503, "store_unavailable");
        for (method, answer, seconds, good) in [
            ("POST", Ok(full.clone()), 1, true),
            ("POST", Ok(full.clone()), 6, false),
            ("GET", Ok(full), 1, false),
            ("POST", Ok(problem(422, "validation_failed")), 1, true),
            ("POST", Ok(problem(503, "outcome_unknown")), 1, false),
            ("POST", Ok(problem(500, "internal")), 1, false),
            ("POST", Err(Lost::Unanswered(String::new())), 1, false),
        ] {
            let mut seen = Seen::default();
            let call = Call::new(method, "/v3/docker-registries");
            seen.take(&call, &answer, Duration::from_secs(seconds));
            assert_eq!(seen.wrong.is_none(), good, "{method} {answer:?}");
        }
    }
}
