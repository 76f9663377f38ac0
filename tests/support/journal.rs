use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Lost, Reply};

/// What was sent to a service, and what is known of each request afterwards.
///
/// Each entry has an id of its own, which is sent as `x-request-id`: so the audit events of a service can be held
/// against it.
pub struct Journal<S> {
    entries: Mutex<Vec<Entry<S>>>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<S> {
    /// What was sent.
    pub sent: S,
    /// What is known of it.
    pub outcome: Outcome,
}

/// What a client knows of a request of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done: the answer said so.
    Ok,
    /// It was not done: the answer said so, or it was never sent.
    Failed,
    /// It may have been done: only this may go either way.
    Unknown,
}

impl Outcome {
    /// What this answer, or its absence, lets a client know.
    pub fn of(answer: &Result<Reply, Lost>) -> Self {
        match answer {
            Err(Lost::Unsent) => Self::Failed,
            Err(Lost::Unanswered(_)) => Self::Unknown,
            Ok(reply) => match reply.status {
                200..300 => Self::Ok,
                300..500 => Self::Failed,
                503 if wrote_nothing(reply) => Self::Failed,
                // Who fails within may have committed before.
                _ => Self::Unknown,
            },
        }
    }

    /// Whether so many traces in the store are what this outcome allows.
    pub fn allows(self, traces: usize) -> bool {
        match self {
            Self::Ok => traces == 1,
            Self::Failed => traces == 0,
            Self::Unknown => traces <= 1,
        }
    }
}

fn wrote_nothing(reply: &Reply) -> bool {
    let code = &reply.json()["code"];
    ["store_unavailable", "key_unavailable", "overloaded"]
        .iter()
        .any(|known| code == known)
}

impl<S> Default for Journal<S> {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
        }
    }
}

impl<S> Journal<S> {
    /// Notes a request before it is sent. Until it is closed nobody knows what became of it.
    pub fn open(&self, sent: S) -> usize {
        let mut entries = self.entries();
        let outcome = Outcome::Unknown;
        entries.push(Entry { sent, outcome });
        entries.len() - 1
    }

    /// Notes what came of it.
    pub fn close(&self, number: usize, outcome: Outcome) {
        if let Some(entry) = self.entries().get_mut(number) {
            entry.outcome = outcome;
        }
    }

    /// The request id of the entry of this number.
    pub fn request_id(number: usize) -> String {
        format!("journal-{number}")
    }

    /// How many requests ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        let entries = self.entries();
        entries.iter().filter(|it| it.outcome == outcome).count()
    }

    /// Every entry, in the order in which they were opened.
    pub fn into_entries(self) -> Vec<Entry<S>> {
        let entries = self.entries.into_inner();
        entries.unwrap_or_else(PoisonError::into_inner)
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry<S>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(status: u16, code: &str) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: json!({ "code": code }).to_string().into_bytes(),
        }
    }

    #[test]
    fn only_what_is_known_is_ok_or_failed() {
        for (answer, outcome) in [
            (Ok(reply(201, "")), Outcome::Ok),
            (Ok(reply(422, "validation_failed")), Outcome::Failed),
            (Ok(reply(503, "store_unavailable")), Outcome::Failed),
            (Ok(reply(503, "key_unavailable")), Outcome::Failed),
            (Ok(reply(503, "overloaded")), Outcome::Failed),
            (Ok(reply(503, "outcome_unknown")), Outcome::Unknown),
            (Ok(reply(503, "")), Outcome::Unknown),
            (Ok(reply(500, "internal")), Outcome::Unknown),
            (Err(Lost::Unsent), Outcome::Failed),
            (Err(Lost::Unanswered(String::new())), Outcome::Unknown),
        ] {
            assert_eq!(Outcome::of(&answer), outcome, "{answer:?}");
        }
    }

    #[test]
    fn only_what_is_unknown_may_go_either_way() {
        let allowed = |outcome: Outcome| [0, 1, 2].map(|traces| outcome.allows(traces));
        assert_eq!(allowed(Outcome::Ok), [false, true, false]);
        assert_eq!(allowed(Outcome::Failed), [true, false, false]);
        assert_eq!(allowed(Outcome::Unknown), [true, true, false]);
    }

    #[test]
    fn a_request_is_unknown_until_it_is_closed() {
        let journal = Journal::default();
        let (first, second) = (journal.open("first"), journal.open("second"));
        assert_eq!(journal.count(Outcome::Unknown), 2);
        journal.close(second, Outcome::Ok);
        assert_ne!(
            Journal::<&str>::request_id(first),
            Journal::<&str>::request_id(second)
        );
        let entries = journal.into_entries();
        let outcomes: Vec<_> = entries.iter().map(|it| (it.sent, it.outcome)).collect();
        assert_eq!(
            outcomes,
            [("first", Outcome::Unknown), ("second", Outcome::Ok)]
        );
    }
}
