use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use fastrand::Rng;
use pullkey_tests::{Message, Node, Proxy};
use serde_json::Value;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// Some path overlooks the header. Planted by a proxy that takes it from some requests.
    OverlookedKey,
    /// The record is not part of the create's own transaction, and a crash comes between. Planted by a trigger that takes
    /// some records away.
    ForgottenRecord,
    /// A replay shows the credential as it is now instead of the stored answer. Planted by a proxy that changes the
    /// moment of the last change in replays.
    FreshReplay,
    /// A replay does not say that it is one. Planted by a proxy that takes the mark away.
    UnmarkedReplay,
    /// The payload is not compared. Planted by a proxy that sends the first payload of each key.
    AnyPayload,
    /// A refusal is remembered as well. Planted by a proxy that repeats the refusal of a key.
    RememberedRefusal,
    /// Keys are not told apart by company. Planted by a proxy that gives the answer of a key to whoever sends it.
    SharedKeys,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("overlooked-key", Self::OverlookedKey),
        ("forgotten-record", Self::ForgottenRecord),
        ("fresh-replay", Self::FreshReplay),
        ("unmarked-replay", Self::UnmarkedReplay),
        ("any-payload", Self::AnyPayload),
        ("remembered-refusal", Self::RememberedRefusal),
        ("shared-keys", Self::SharedKeys),
    ];

    /// Plants it, in the database or in front of the service.
    pub(super) fn plant(self, node: &Node, rng: Rng) -> Option<Proxy> {
        if matches!(self, Self::ForgottenRecord) {
            forget_records(node);
            return None;
        }
        let (memory, rng) = (Memory::default(), Mutex::new(rng));
        let sometimes = move || rng.lock().unwrap_or_else(PoisonError::into_inner).u8(..50) == 0;
        Some(Proxy::start(node.place(), move |mut request, upstream| {
            let sent = request.clone();
            let seen = memory.of(&sent);
            match (self, seen) {
                (Self::OverlookedKey, _) if sometimes() => request.remove_header(KEY),
                (Self::AnyPayload, Some(seen)) if seen.is_of_caller(&sent) => {
                    request.set_body(seen.request.body().to_vec());
                }
                (Self::RememberedRefusal, Some(seen)) if seen.answer.status() == "422" => {
                    return Ok(seen.answer);
                }
                (Self::SharedKeys, Some(seen)) if !seen.is_of_caller(&sent) => {
                    return Ok(seen.answer);
                }
                _ => {}
            }
            let mut answer = upstream.send(&request)?;
            memory.keep(sent, &answer);
            match self {
                Self::FreshReplay if answer.header(MARK).is_some() => {
                    let body = String::from_utf8_lossy(answer.body());
                    let later = body.replace("\"updated_at\":\"2", "\"updated_at\":\"3");
                    answer.set_body(later.into_bytes());
                }
                Self::UnmarkedReplay => answer.remove_header(MARK),
                _ => {}
            }
            Ok(answer)
        }))
    }
}

const KEY: &str = "idempotency-key";
const MARK: &str = "idempotency-replayed";

/// The first request of each key, with its answer.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Seen>>);

#[derive(Clone)]
struct Seen {
    request: Message,
    answer: Message,
}

impl Memory {
    fn of(&self, request: &Message) -> Option<Seen> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(request.header(KEY)?).cloned()
    }

    fn keep(&self, request: Message, answer: &Message) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = request.header(KEY).map(str::to_owned) {
            let answer = answer.clone();
            seen.entry(key).or_insert(Seen { request, answer });
        }
    }
}

impl Seen {
    fn is_of_caller(&self, other: &Message) -> bool {
        self.request.header("authorization") == other.header("authorization")
    }
}

fn forget_records(node: &Node) {
    let mut database = node.database();
    let query = "
        SELECT json_quote(name) AS line FROM sqlite_schema
        WHERE type = 'table' AND name LIKE 'idempotency%'";
    let tables = database.rows(query);
    let table = tables.first().and_then(Value::as_str);
    let table = table.expect("idempotency records have a table");
    database.run(&format!(
        "CREATE TRIGGER planted AFTER INSERT ON {table} WHEN abs(random()) % 10 = 0
         BEGIN DELETE FROM {table} WHERE company_id = NEW.company_id AND key = NEW.key; END"
    ));
}
