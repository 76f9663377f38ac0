use std::{
    iter,
    sync::{Mutex, MutexGuard, PoisonError},
};

use fastrand::Rng;
use pullkey_tests::{Call, Reply};
use serde_json::{Value, json};

use crate::drill::{Verdict, hold};

/// A key, the payload that is sent under it, and the answers that came.
pub(crate) struct Case {
    /// For the one who reads what is broken.
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) payload: Payload,
    answers: Mutex<Answers>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payload {
    pub(crate) name: String,
    username: String,
    secret: String,
    registry: Option<&'static str>,
}

/// What came of a key so far.
#[derive(Default)]
struct Answers {
    first: Option<Reply>,
    /// How many were not marked as replayed.
    fresh: usize,
}

const MARK: &str = "idempotency-replayed";

impl Case {
    pub(crate) fn random(number: usize, rng: &mut Rng) -> Self {
        let length = rng.usize(..240);
        let visible: String = iter::repeat_with(|| rng.char('!'..='~'))
            .take(length)
            .collect();
        Self {
            name: format!("key {number}"),
            key: format!("{number}:{visible}"),
            payload: Payload {
                name: format!("credential {number} {:016x}", rng.u64(..)),
                username: format!("user-{number}"),
                secret: format!("secret {:016x}", rng.u64(..)),
                registry: rng.bool().then_some("github"),
            },
            answers: Mutex::default(),
        }
    }

    /// The request, spelt in one of many ways.
    pub(crate) fn call(&self, rng: &mut Rng) -> Call {
        creation(&self.key, self.payload.spell(rng))
    }

    /// Takes an answer to it. `again`: an answer had come before this was sent.
    pub(crate) fn take(&self, reply: Reply, again: bool) -> Verdict {
        let mut answers = self.answers();
        let key = &self.name;
        hold(reply.status == 201, || {
            format!("{key} was answered {}", reply.status)
        })?;
        let fresh = reply.header(MARK) != Some("true");
        answers.fresh += usize::from(fresh);
        hold(!(fresh && again), || {
            format!("a replay of {key} is not marked")
        })?;
        hold(answers.fresh <= 1, || {
            format!("{key} has several answers that are no replays")
        })?;
        let Some(first) = &answers.first else {
            answers.first = Some(reply);
            return Ok(());
        };
        let same = first.body == reply.body && first.header("location") == reply.header("location");
        hold(same, || format!("{key} has answers that differ"))
    }

    /// The path of what was created.
    pub(crate) fn location(&self) -> Option<String> {
        let answers = self.answers();
        let location = answers.first.as_ref()?.header("location");
        location.map(str::to_owned)
    }

    /// Whether the first answer never arrived.
    pub(crate) fn lost_its_answer(&self) -> bool {
        let answers = self.answers();
        answers.first.is_some() && answers.fresh == 0
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A create with this key and body.
pub(crate) fn creation(key: &str, body: String) -> Call {
    let call = Call::new("POST", "/v3/docker-registries").text(body);
    call.header("idempotency-key", key)
}

impl Payload {
    /// The same fields in some order and with some white space: all of it is one payload.
    fn spell(&self, rng: &mut Rng) -> String {
        let mut members = self.members();
        rng.shuffle(&mut members);
        let space = [" ", "", "\n\t"][rng.usize(..3)];
        let members = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{space}{value}"));
        format!(
            "{{{}}}",
            members.collect::<Vec<_>>().join(&format!(",{space}"))
        )
    }

    fn members(&self) -> Vec<(&str, Value)> {
        let mut members = vec![
            ("name", json!(self.name)),
            ("username", json!(self.username)),
            ("secret", json!(self.secret)),
        ];
        members.extend(self.registry.map(|registry| ("registry", json!(registry))));
        members
    }

    /// Another payload, in one field only.
    pub(crate) fn other(&self, rng: &mut Rng) -> String {
        let mut other = self.clone();
        match rng.u8(..4) {
            0 => other.name.push('!'),
            1 => other.username.push('1'),
            2 => other.secret.push('!'),
            // What is left out is not the same as its default.
            _ => other.registry = Some("dockerHub"),
        }
        other.spell(rng)
    }

    /// A payload that is refused.
    pub(crate) fn refused(&self, rng: &mut Rng) -> String {
        let mut refused = self.clone();
        "short".clone_into(&mut refused.secret);
        refused.spell(rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(body: &str, marked: bool) -> Reply {
        let mark = marked.then(|| (MARK.to_owned(), "true".to_owned()));
        Reply {
            status: 201,
            headers: mark.into_iter().collect(),
            body: body.into(),
        }
    }

    fn case() -> Case {
        Case::random(1, &mut Rng::with_seed(1))
    }

    #[test]
    fn a_payload_is_spelt_in_many_ways_and_means_the_same() {
        let (case, mut rng) = (case(), Rng::with_seed(1));
        let spelt: Vec<_> = (0..20).map(|_| case.payload.spell(&mut rng)).collect();
        assert!(spelt.iter().any(|it| *it != spelt[0]));
        let parsed = spelt
            .iter()
            .map(|it| serde_json::from_str::<Value>(it).unwrap());
        let parsed: Vec<_> = parsed.collect();
        assert!(parsed.iter().all(|it| *it == parsed[0]));
        for _ in 0..20 {
            let other: Value = serde_json::from_str(&case.payload.other(&mut rng)).unwrap();
            assert_ne!(other, parsed[0]);
        }
    }

    #[test]
    fn one_answer_may_come_unmarked_and_all_must_be_the_same() {
        let good = case();
        for (body, marked, again) in [("a", true, false), ("a", false, false), ("a", true, true)] {
            assert!(good.take(reply(body, marked), again).is_ok());
        }
        assert!(
            good.take(reply("a", false), false).is_err(),
            "a second create"
        );
        assert!(good.take(reply("b", true), true).is_err(), "another answer");
        assert!(
            case().take(reply("a", false), true).is_err(),
            "an unmarked replay"
        );
        let refused = Reply {
            status: 422,
            ..reply("", false)
        };
        assert!(case().take(refused, false).is_err());
    }
}
