//! A company keeps one key that can make others, unless an operator takes it.

use pullkey_tests::{Call, Client, IssuedKey, Reply, make_company, make_key};
use serde_json::{Value, json};

use super::{site::Site, tally::Tally};
use crate::drill::{Broken, hold};

/// What would leave a company with none.
const ENDINGS: [&str; 3] = ["DELETE", "toggle", "PATCH"];

/// Whether the last one stays whatever is tried, and goes when there is another. Tells how much was tried.
pub(super) fn stays(client: &Client, site: &Site) -> Result<usize, Broken> {
    let node = &site.node;
    let company = make_company(node.folder(), "last key");
    let make = |capabilities: &[&str]| make_key(node.folder(), &company, capabilities);
    let managing = ["API_KEY:CREATE", "API_KEY:UPDATE", "API_KEY:DELETE"];
    let last = make(&managing);
    // Whoever takes a key away need not make any himself.
    let taker = make(&["API_KEY:UPDATE", "API_KEY:DELETE", "AUDIT:READ"]);
    let mut store = site.store();
    let before = Tally::of(&mut store, &company);
    for way in ENDINGS {
        let reply = end(client, &last, &last, way)?;
        hold(reply.json()["code"] == "last_managing_key", || {
            format!("{way} of the last managing key: answered {}", reply.status)
        })?;
    }
    let reply = end(client, &taker, &last, "DELETE")?;
    hold(reply.status == 409, || {
        format!(
            "the last managing key was taken by another: {}",
            reply.status
        )
    })?;
    hold(Tally::of(&mut store, &company) == before, || {
        "what would take the last managing key was refused and done".to_owned()
    })?;
    for way in ENDINGS {
        let one_more = make(&managing);
        let reply = end(client, &last, &one_more, way)?;
        hold(reply.status == 200, || {
            format!("{way} of one managing key of two: {}", reply.status)
        })?;
    }
    Ok(2 * ENDINGS.len() + 1)
}

fn end(client: &Client, by: &IssuedKey, key: &IssuedKey, way: &str) -> Result<Reply, Broken> {
    let path = format!("/v3/api-keys/{}", key.id);
    let call = match way {
        "toggle" => switched_off(&path),
        "PATCH" => Call::new("PATCH", &path).json(&lesser()),
        method => Call::new(method, &path),
    };
    let lost = |lost| Broken(format!("{way} was not answered: {lost:?}"));
    client.send(&call.key(&by.token)).map_err(lost)
}

fn switched_off(path: &str) -> Call {
    Call::new("POST", &format!("{path}/toggle")).json(&json!({ "is_enabled": false }))
}

fn lesser() -> Value {
    json!({ "capabilities": [{ "permission": "API_KEY:UPDATE" }] })
}
