use std::{
    mem::take,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Lost, Reply};

use crate::{
    drill::{Broken, Verdict, figure, hold},
    service::Service,
};

/// Looks at every answer of a service whose database may be away.
pub(super) struct Watch<'a> {
    service: &'a dyn Service,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    longest: Duration,
    unavailable: usize,
    unknown: usize,
    /// The first answer that no request may get.
    wrong: Option<String>,
}

const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

impl<'a> Watch<'a> {
    pub(super) fn over(service: &'a dyn Service) -> Self {
        Self {
            service,
            seen: Mutex::default(),
        }
    }

    /// Whether every answer so far was one that may come.
    pub(super) fn verdict(&self) -> Verdict {
        let wrong = self.seen().wrong.clone();
        wrong.map_or(Ok(()), |wrong| Err(Broken(wrong)))
    }

    /// The longest that an answer took since this was asked before.
    pub(super) fn take_longest(&self) -> Duration {
        take(&mut self.seen().longest)
    }

    pub(super) fn print(&self) {
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
        let since = Instant::now();
        let answer = self.service.send(call);
        let took = since.elapsed();
        self.seen().take(&answer, took);
        answer
    }
}

impl Seen {
    fn take(&mut self, answer: &Result<Reply, Lost>, took: Duration) {
        self.longest = self.longest.max(took);
        if let Err(Broken(what)) = self.judge(answer, took) {
            self.wrong.get_or_insert(what);
        }
    }

    fn judge(&mut self, answer: &Result<Reply, Lost>, took: Duration) -> Verdict {
        hold(took <= ANSWERED_WITHIN, || {
            format!("an answer took {} ms", took.as_millis())
        })?;
        let Ok(reply) = answer else {
            return Err(Broken(format!("a request was not answered: {answer:?}")));
        };
        if reply.status < 500 {
            return Ok(());
        }
        hold(reply.status == 503, || {
            format!("a request was answered {}", reply.status)
        })?;
        match reply.json()["code"].as_str() {
            Some("store_unavailable") => self.unavailable += 1,
            Some("outcome_unknown") => self.unknown += 1,
            code => return Err(Broken(format!("a 503 has the code {code:?}"))),
        }
        let seconds = reply.header("retry-after").and_then(|it| it.parse().ok());
        let told = seconds.is_some_and(|seconds: u16| (1..=10).contains(&seconds));
        hold(told, || "a 503 does not tell when to come again".to_owned())?;
        hold(is_problem(reply), || {
            let body = String::from_utf8_lossy(&reply.body);
            format!("a 503 is no problem document: {body}")
        })
    }
}

/// Whether a 503 has the form that the API's documentation tells of.
fn is_problem(reply: &Reply) -> bool {
    let problem = reply.json();
    let texts = ["type", "title", "detail", "request_id"];
    reply.header("content-type") == Some("application/problem+json")
        && problem["status"] == 503
        && texts.iter().all(|name| problem[name].is_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(status: u16, code: &str) -> Reply {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let body = json!({
            "type": "/problems/x", "title": "X", "detail": "x", "request_id": "x",
            "status": status, "code": code,
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
        let formless = Reply {
            body: br#"{"code":"store_unavailable"}"#.to_vec(),
            ..unavailable.clone()
        };
        for (answer, seconds, good) in [
            (Ok(problem(422, "validation_failed")), 1, true),
            (Ok(unavailable.clone()), 1, true),
            (Ok(problem(503, "outcome_unknown")), 5, true),
            (Ok(problem(503, "outcome_unknown")), 6, false),
            (Ok(problem(503, "key_unavailable")), 1, false),
            (Ok(problem(500, "internal")), 1, false),
            (Ok(unasked), 1, false),
            (Ok(formless), 1, false),
            (Err(Lost::Unsent), 1, false),
            (Err(Lost::Unanswered(String::new())), 1, false),
        ] {
            let mut seen = Seen::default();
            seen.take(&answer, Duration::from_secs(seconds));
            assert_eq!(seen.wrong.is_none(), good, "{answer:?}");
        }
    }
}
