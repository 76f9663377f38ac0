use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Message, Upstream};
use serde_json::{Value, json};

use super::{Bug, Kind};

/// A bug in a proxy, with what it needs to know.
pub(super) struct Planted {
    pub(super) bug: Bug,
    pub(super) own_key: String,
    pub(super) other_key: String,
    pub(super) operator_key: String,
    /// The ids of the other company and of what it has.
    pub(super) others: Vec<String>,
    pub(super) holders: Vec<String>,
    /// The keys that the bug is about.
    pub(super) concerned: Vec<String>,
    pub(super) rng: Mutex<Rng>,
    /// When a key was last given other capabilities.
    pub(super) changed: Mutex<Option<Instant>>,
}

const MOMENT: Duration = Duration::from_millis(500);

impl Planted {
    /// What it does to a request, or answers by itself.
    pub(super) fn before(&self, request: &mut Message) -> Option<Message> {
        let key = request.header(KEY).unwrap_or_default();
        let held = self.holders.iter().any(|holder| holder == key);
        let concerned = self.concerned.iter().any(|it| it == key);
        let asks = |parameter| request.path().contains(parameter);
        let instead = match self.bug {
            Bug::SwappedKey if held && key != self.own_key && self.sometimes() => &self.other_key,
            Bug::OpenDoor if held && request.method() == "DELETE" => &self.own_key,
            Bug::WideKey | Bug::Revived(_) if concerned => &self.own_key,
            Bug::Escalation | Bug::Prolonging
                if concerned && asks("/api-keys") && request.method() == "POST" =>
            {
                &self.own_key
            }
            Bug::OperatorDoor if held && asks("/operator/") => &self.operator_key,
            Bug::StaleReach if request.method() == "GET" && self.just_changed() => &self.own_key,
            Bug::BoundlessSearch if asks("search=") => &self.other_key,
            Bug::BoundlessTrail if asks("credential_id=") => &self.other_key,
            Bug::ForeignCursor if asks("cursor=") => &self.other_key,
            Bug::TellingPrecondition if request.header("if-match").is_some() => {
                let answer = Message::answer("412 Precondition Failed", b"{}");
                return self.is_for_other(request).then_some(answer);
            }
            Bug::HiddenMethod if request.method() == "PUT" => {
                return Some(Message::answer("200 OK", b"{}"));
            }
            _ => return None,
        };
        request.set_header(KEY, instead);
        None
    }

    /// What it does to an answer, or after it.
    pub(super) fn after(
        &self,
        mut request: Message,
        mut answer: Message,
        upstream: &Upstream,
    ) -> io::Result<Message> {
        let mut body = answer.body().to_vec();
        match (self.bug, request.method(), answer.status()) {
            (Bug::TellingAbsence(kind), "GET", "404")
                if self.is_for_other(&request) && request.path().contains(kind.path()) =>
            {
                body.push(b' ');
            }
            (Bug::LateRefusal, "DELETE", "403") => {
                request.set_header(KEY, &self.own_key);
                upstream.send(&request)?;
            }
            (Bug::LastKeyGone, "DELETE", "409") => return Ok(Message::answer("200 OK", b"{}")),
            (Bug::StaleReach, "PATCH", "200") if request.path().contains("/api-keys/") => {
                *lock(&self.changed) = Some(Instant::now());
            }
            (Bug::TellingTotal, "GET", "200")
                if self.is_concerned(&request) && request.path() == Kind::Credential.path() =>
            {
                body = with(&body, "total", |total| {
                    json!(total.as_u64().map(|it| it + 1))
                })?;
            }
            (Bug::ToldToken, "GET", "200") if request.path().contains("/api-keys/") => {
                body = with(&body, "token", |_| json!("plk_told"))?;
            }
            (Bug::NewOperation, ..) if request.path() == "/openapi.json" => {
                body = with_one_more(serde_json::from_slice(&body)?)
                    .to_string()
                    .into();
            }
            _ => return Ok(answer),
        }
        answer.set_body(body);
        Ok(answer)
    }

    fn is_for_other(&self, request: &Message) -> bool {
        self.others
            .iter()
            .any(|id| request.path().contains(id.as_str()))
    }

    fn is_concerned(&self, request: &Message) -> bool {
        let key = request.header(KEY);
        self.concerned.iter().any(|it| Some(it.as_str()) == key)
    }

    fn just_changed(&self) -> bool {
        lock(&self.changed).is_some_and(|at| at.elapsed() < MOMENT)
    }

    fn sometimes(&self) -> bool {
        lock(&self.rng).u8(..10) == 0
    }
}

const KEY: &str = "authorization";

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A body with another value of this member.
fn with(body: &[u8], member: &str, value: impl FnOnce(&Value) -> Value) -> io::Result<Vec<u8>> {
    let mut body: Value = serde_json::from_slice(body)?;
    body[member] = value(&body[member]);
    Ok(body.to_string().into())
}

fn with_one_more(mut document: Value) -> Value {
    let operation =
        json!({ "operationId": "exportDockerRegistry", "security": [{ "api_key": [] }] });
    document["paths"]["/v3/docker-registries/{id}/export"]["post"] = operation;
    document
}
