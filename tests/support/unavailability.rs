use serde_json::Value;

use crate::Reply;

/// What a 503 tells its caller, as docs/api.md has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailability {
    /// The database did not take the request: nothing was written.
    Store,
    /// The database gave no answer to a write.
    Outcome,
    /// The service lacks a key of its key ring.
    Key,
    /// The service works on as many requests as it may.
    Load,
}

impl Unavailability {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Store, Self::Outcome, Self::Key, Self::Load];

    /// Its stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Store => "store_unavailable",
            Self::Outcome => "outcome_unknown",
            Self::Key => "key_unavailable",
            Self::Load => "overloaded",
        }
    }

    /// What this answer tells.
    ///
    /// # Errors
    /// What keeps it from being a 503 as it must be.
    pub fn of(reply: &Reply) -> Result<Self, String> {
        demand(reply.status == 503, || {
            format!("it is answered {}", reply.status)
        })?;
        let form = reply.header("content-type");
        demand(form == Some("application/problem+json"), || {
            format!("its content type is {form:?}")
        })?;
        let seconds = reply.header("retry-after");
        let soon = seconds.and_then(|it| it.parse().ok());
        demand(soon.is_some_and(|it: u16| (1..=5).contains(&it)), || {
            format!("it is to be repeated after {seconds:?}")
        })?;
        let problem = reply.json();
        let found = Self::in_form(&problem);
        found.map_err(|wrong| format!("{wrong}: {}", String::from_utf8_lossy(&reply.body)))
    }

    fn in_form(problem: &Value) -> Result<Self, String> {
        for member in [
            "/type",
            "/title",
            "/detail",
            "/code",
            "/request_id",
            "/message",
            "/data/code",
            "/data/message",
        ] {
            let text = problem.pointer(member).and_then(Value::as_str);
            demand(text.is_some_and(|text| !text.is_empty()), || {
                format!("{member} is no text")
            })?;
        }
        let code = &problem["code"];
        let found = Self::ALL.into_iter().find(|it| code == it.code());
        let found = found.ok_or_else(|| format!("a 503 has no code {code}"))?;
        for (member, meant) in [
            ("/status", &Value::from(503)),
            ("/type", &Value::from(format!("/problems/{}", found.code()))),
            ("/message", &problem["title"]),
            ("/data/code", &problem["request_id"]),
            ("/data/message", &problem["detail"]),
        ] {
            demand(problem.pointer(member) == Some(meant), || {
                format!("{member} is not {meant}")
            })?;
        }
        Ok(found)
    }
}

fn demand(so: bool, else_what: impl FnOnce() -> String) -> Result<(), String> {
    if so { Ok(()) } else { Err(else_what()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem() -> Value {
        json!({
            "type": "/problems/store_unavailable", "title": "T", "status": 503, "detail": "d",
            "code": "store_unavailable", "request_id": "r",
            "message": "T", "data": { "code": "r", "message": "d" },
        })
    }

    fn reply(problem: &Value) -> Reply {
        let headers = [
            ("content-type", "application/problem+json"),
            ("retry-after", "1"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Reply {
            status: 503,
            headers: headers.into(),
            body: problem.to_string().into_bytes(),
        }
    }

    #[test]
    fn a_503_tells_what_its_code_says() {
        for unavailability in Unavailability::ALL {
            let mut problem = problem();
            problem["code"] = unavailability.code().into();
            problem["type"] = format!("/problems/{}", unavailability.code()).into();
            assert_eq!(Unavailability::of(&reply(&problem)), Ok(unavailability));
        }
    }

    #[test]
    fn no_member_may_be_missing_or_empty_or_another() {
        let good = problem();
        let members = good.as_object().unwrap().keys();
        for member in members.map(|name| format!("/{name}")) {
            for value in [json!(null), json!(""), json!("other")] {
                let mut problem = good.clone();
                *problem.pointer_mut(&member).unwrap() = value;
                let told = Unavailability::of(&reply(&problem));
                assert!(told.is_err(), "{member}: {problem}");
            }
        }
    }

    #[test]
    fn its_head_says_what_it_is_and_when_to_come_again() {
        let good = reply(&problem());
        for (name, value) in [
            ("content-type", "application/json"),
            ("retry-after", "0"),
            ("retry-after", "6"),
            ("retry-after", "soon"),
        ] {
            let mut bad = good.clone();
            bad.headers.retain(|(it, _)| it != name);
            assert!(Unavailability::of(&bad).is_err(), "no {name}");
            bad.headers.push((name.to_owned(), value.to_owned()));
            assert!(Unavailability::of(&bad).is_err(), "{name} {value}");
        }
        let other = Reply {
            status: 500,
            ..good
        };
        assert!(Unavailability::of(&other).is_err());
    }
}
