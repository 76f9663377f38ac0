use std::{
    io,
    sync::{Mutex, PoisonError},
};

use fastrand::Rng;
use pullkey_tests::{Message, Node, Proxy, Upstream, blob};
use serde_json::{Value, json};

use super::{
    callers::{Caller, Callers},
    party::Party,
};

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It takes a caller for another one now and then, as a cache of keys with a wrong index would. Planted by a proxy
    /// that sends the other company's key instead.
    SwappedKey,
    /// A route that forgot to ask for a permission. Planted by a proxy that turns the key of a DELETE into one that may
    /// do everything.
    OpenDoor,
    /// A key's narrowing is overlooked. Planted by a proxy that sends the company's whole key for a narrowed one.
    WideKey,
    /// It looks a credential up without its company first, and so tells what exists elsewhere. Planted by a proxy that
    /// adds one space to the 404 of an id of the other company.
    TellingAbsence,
    /// An UPDATE without the company in its condition. Planted by a trigger that changes the other company's rows with
    /// each creation.
    StrayUpdate,
    /// A refused request that is done all the same. Planted by a proxy that answers 403 after it did a DELETE.
    LateRefusal,
    /// A search that is not kept within the company. Planted by a proxy that searches with the other company's key.
    BoundlessSearch,
    /// A cursor that works for whoever has it. Planted by a proxy that sends cursors with the other company's key.
    ForeignCursor,
    /// A precondition is checked before it is known whose the credential is. Planted by a proxy that answers 412 for the
    /// other company's.
    TellingPrecondition,
    /// An operation that nobody thought of here. Planted by a proxy that adds one to the OpenAPI document.
    NewOperation,
    /// A method that is there and not in the document. Planted by a proxy that answers PUT.
    HiddenMethod,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("swapped-key", Self::SwappedKey),
        ("open-door", Self::OpenDoor),
        ("wide-key", Self::WideKey),
        ("telling-absence", Self::TellingAbsence),
        ("stray-update", Self::StrayUpdate),
        ("late-refusal", Self::LateRefusal),
        ("boundless-search", Self::BoundlessSearch),
        ("foreign-cursor", Self::ForeignCursor),
        ("telling-precondition", Self::TellingPrecondition),
        ("new-operation", Self::NewOperation),
        ("hidden-method", Self::HiddenMethod),
    ];

    /// Plants it, in the database or in front of the service.
    pub(super) fn plant(
        self,
        node: &Node,
        (own, other): (&Party, &Party),
        callers: &Callers,
        rng: Rng,
    ) -> Option<Proxy> {
        if matches!(self, Self::StrayUpdate) {
            node.database().run(&stray_update(&other.company));
            return None;
        }
        let keyed = |party: &Party| format!("Bearer {}", party.master.token);
        let planted = Planted {
            bug: self,
            own_key: keyed(own),
            other_key: keyed(other),
            others: other.ids(),
            holders: callers.authorizations(|caller| caller.known),
            narrowed: callers.authorizations(Caller::is_narrowed),
            rng: Mutex::new(rng),
        };
        Some(Proxy::start(node.place(), move |mut request, upstream| {
            if let Some(answer) = planted.before(&mut request) {
                return Ok(answer);
            }
            let answer = upstream.send(&request)?;
            planted.after(request, answer, upstream)
        }))
    }
}

/// A bug in a proxy, with what it needs to know.
struct Planted {
    bug: Bug,
    own_key: String,
    other_key: String,
    /// The ids of the other company and of what it has.
    others: Vec<String>,
    holders: Vec<String>,
    narrowed: Vec<String>,
    rng: Mutex<Rng>,
}

impl Planted {
    /// What it does to a request, or answers by itself.
    fn before(&self, request: &mut Message) -> Option<Message> {
        let key = request.header(KEY).unwrap_or_default();
        let held = self.holders.iter().any(|holder| holder == key);
        let asks = |parameter| request.path().contains(parameter);
        let instead = match self.bug {
            Bug::SwappedKey if held && key != self.own_key && self.sometimes() => &self.other_key,
            Bug::OpenDoor if held && request.method() == "DELETE" => &self.own_key,
            Bug::WideKey if self.narrowed.iter().any(|it| it == key) => &self.own_key,
            Bug::BoundlessSearch if asks("search=") => &self.other_key,
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
    fn after(
        &self,
        mut request: Message,
        mut answer: Message,
        upstream: &Upstream,
    ) -> io::Result<Message> {
        let mut body = answer.body().to_vec();
        match (self.bug, request.method(), answer.status()) {
            (Bug::TellingAbsence, "GET", "404") if self.is_for_other(&request) => body.push(b' '),
            (Bug::LateRefusal, "DELETE", "403") => {
                request.set_header(KEY, &self.own_key);
                upstream.send(&request)?;
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

    fn sometimes(&self) -> bool {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        rng.u8(..10) == 0
    }
}

const KEY: &str = "authorization";

fn stray_update(company: &str) -> String {
    let company = blob(company);
    format!(
        "CREATE TRIGGER planted AFTER INSERT ON credentials WHEN NEW.company_id <> {company}
         BEGIN UPDATE credentials SET version = version + 1 WHERE company_id = {company}; END"
    )
}

fn with_one_more(mut document: Value) -> Value {
    let operation =
        json!({ "operationId": "exportDockerRegistry", "security": [{ "api_key": [] }] });
    document["paths"]["/v3/docker-registries/{id}/export"]["post"] = operation;
    document
}
