//! What the OpenAPI document has, and good bodies for it.

use std::collections::BTreeSet;

use pullkey_domain::api_key::Permission;
use serde_json::{Value, json};

use super::canary::Canaries;
use crate::drill::{Broken, hold};

/// Good bodies of an operation that takes one. A secret in them is a canary.
pub(super) struct Line {
    operation: &'static str,
    bodies: fn(&Canaries) -> Vec<Value>,
}

const LINES: &[Line] = &[
    line("createDockerRegistry", |canaries| {
        let secret = canaries.secret("/secret of createDockerRegistry");
        let password = canaries.secret("/login/password of createDockerRegistry");
        let key = canaries.secret("/login/key of createDockerRegistry");
        let typed = json!({ "type": "password", "username": "u", "password": password });
        let of_google = json!({ "type": "gcp_service_account_key", "key": service_account(&key) });
        vec![
            local(json!({ "name": "n", "username": "u", "secret": secret })),
            local(json!({ "name": "n", "login": typed, "verify": true })),
            json!({ "name": "n", "login": of_google, "registry": "gcr" }),
        ]
    }),
    line("updateDockerRegistry", |canaries| {
        let secret = canaries.secret("/secret of updateDockerRegistry");
        // The second one has the secret opened and sealed anew.
        vec![
            json!({ "secret": secret }),
            json!({ "username": "another" }),
            json!({ "name": "renamed" }),
        ]
    }),
    line("verifyDockerRegistry", |_| {
        vec![json!({}), json!({ "image": format!("{LOCAL}/acme/app") })]
    }),
    line("resolveDockerRegistry", |_| {
        vec![json!({ "image": format!("{LOCAL}/acme/app:1") })]
    }),
    line("createApiKey", |_| vec![key()]),
    line("updateApiKey", |_| {
        vec![key(), json!({ "name": "renamed" })]
    }),
    line("toggleApiKey", |_| {
        vec![
            json!({ "is_enabled": false }),
            json!({ "is_enabled": true }),
        ]
    }),
    line("rotateApiKey", |_| {
        vec![json!({ "old_token_ttl_hours": 1 }), json!({})]
    }),
    line("createCompany", |_| vec![json!({ "name": "one more" })]),
    line("createCompanyApiKey", |_| vec![key()]),
];

const fn line(operation: &'static str, bodies: fn(&Canaries) -> Vec<Value>) -> Line {
    Line { operation, bodies }
}

/// Nobody connects to that host, as its name is one of a local network.
const LOCAL: &str = "local:5000";

/// The same for a registry there.
pub(super) fn local(mut credential: Value) -> Value {
    credential["registry"] = json!("custom");
    credential["host"] = json!(LOCAL);
    credential
}

/// Its key has this text in it.
fn service_account(text: &str) -> Value {
    json!({
        "type": "service_account",
        "client_email": "ci@acme.iam.gserviceaccount.com",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"),
    })
}

fn key() -> Value {
    let read = Permission::CredentialRead.as_str();
    json!({ "name": "n", "capabilities": [{ "permission": read, "id_resource": null }] })
}

/// An operation of the document.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    path: String,
    pub(super) lock: Lock,
    pub(super) parameters: Vec<(String, String)>,
    /// Where the members of its body stand, as JSON pointers.
    pub(super) members: Vec<String>,
    bodies: Option<fn(&Canaries) -> Vec<Value>>,
}

/// What kind of key it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    None,
    ApiKey,
    OperatorKey,
}

/// What the path of an operation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Credential,
    ApiKey,
    Company,
}

impl Operation {
    /// All of the document, those last that remove something.
    pub(super) fn all(document: &Value) -> Result<Vec<Self>, Broken> {
        let mut all = Vec::new();
        for (path, item) in members(&document["paths"]) {
            for (method, operation) in members(item).filter(|(name, _)| METHODS.contains(name)) {
                all.push(Self::of(path, method, operation, document)?);
            }
        }
        let known: BTreeSet<_> = all.iter().map(|it| it.id.as_str()).collect();
        let stale = LINES.iter().find(|line| !known.contains(line.operation));
        hold(stale.is_none(), || {
            format!("the document lacks {:?}", stale.map(|it| it.operation))
        })?;
        all.sort_by_key(|it| it.method == "DELETE");
        Ok(all)
    }

    fn of(path: &str, method: &str, operation: &Value, document: &Value) -> Result<Self, Broken> {
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let known = |part: &str| !part.starts_with('{') || ["{id}", "{code}"].contains(&part);
        hold(path.split('/').all(known), || {
            format!("the drill cannot fill {path}")
        })?;
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named = |it: &Value| {
            let text = |member: &str| it[member].as_str().unwrap_or_default().to_owned();
            (text("in"), text("name"))
        };
        let content = &operation["requestBody"]["content"];
        let mut places = Vec::new();
        for (_, media) in members(content) {
            collect(document, &media["schema"], "", &mut places, 0);
        }
        let line = LINES.iter().find(|line| line.operation == id);
        // Whatever may be sent to it, nobody thought of here.
        hold(content.is_null() == line.is_none(), || {
            format!("the operation {id:?} has no canaries for its body ({method} {path})")
        })?;
        Ok(Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            lock: lock(operation),
            parameters: parameters.map(named).collect(),
            members: places,
            bodies: line.map(|line| line.bodies),
            id,
        })
    }

    /// Its path, to what has this id.
    pub(super) fn path(&self, id: &str) -> String {
        self.path.replace("{id}", id).replace("{code}", id)
    }

    /// What its path leads to, if it is about one thing.
    pub(super) fn about(&self) -> Option<Kind> {
        let before = self.path.split_once("/{id}")?.0;
        match before {
            "/v3/docker-registries" => Some(Kind::Credential),
            "/v3/api-keys" => Some(Kind::ApiKey),
            _ => Some(Kind::Company),
        }
    }

    /// Good bodies, if it takes one.
    pub(super) fn bodies(&self, canaries: &Canaries) -> Option<Vec<Value>> {
        self.bodies.map(|bodies| bodies(canaries))
    }

    /// Whether it takes the name of an attempt.
    pub(super) fn takes_attempts(&self) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|(_, name)| name == "Idempotency-Key")
    }
}

/// What OpenAPI calls operations among the members of a path.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

fn lock(operation: &Value) -> Lock {
    let locks = operation["security"].as_array().into_iter().flatten();
    let names: BTreeSet<_> = locks.flat_map(members).map(|(name, _)| name).collect();
    if names.contains("operator_key") {
        Lock::OperatorKey
    } else if names.is_empty() {
        Lock::None
    } else {
        Lock::ApiKey
    }
}

/// Where values can stand below this one, whatever the schema is made of.
fn collect(document: &Value, schema: &Value, at: &str, places: &mut Vec<String>, depth: usize) {
    // A schema may contain itself.
    if depth > 8 {
        return;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let named = document.pointer(reference.trim_start_matches('#'));
        return collect(
            document,
            named.unwrap_or(&Value::Null),
            at,
            places,
            depth + 1,
        );
    }
    if !at.is_empty() && !places.iter().any(|it| it == at) {
        places.push(at.to_owned());
    }
    for (name, member) in members(&schema["properties"]) {
        collect(document, member, &format!("{at}/{name}"), places, depth + 1);
    }
    if !schema["items"].is_null() {
        collect(
            document,
            &schema["items"],
            &format!("{at}/0"),
            places,
            depth + 1,
        );
    }
    for several in ["allOf", "anyOf", "oneOf"] {
        for one in schema[several].as_array().into_iter().flatten() {
            collect(document, one, at, places, depth + 1);
        }
    }
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        let text = include_str!("../../../docs/openapi.json");
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn each_operation_is_there_with_the_places_of_its_body() {
        let all = Operation::all(&document()).unwrap();
        let create = all.iter().find(|it| it.id == "createApiKey").unwrap();
        assert_eq!(create.lock, Lock::ApiKey);
        for place in [
            "/name",
            "/capabilities",
            "/capabilities/0",
            "/capabilities/0/permission",
        ] {
            assert!(create.members.iter().any(|it| it == place), "{place}");
        }
        assert_eq!(all.last().unwrap().method, "DELETE");
    }

    #[test]
    fn a_body_without_a_line_and_a_line_without_its_operation_are_broken() {
        let body = json!({ "content": { "application/json": { "schema": {} } } });
        let post = json!({ "operationId": "postThing", "requestBody": body });
        let mut more = document();
        more["paths"]["/things"]["post"] = post;
        let mut less = document();
        less["paths"]["/v3/docker-registries"] = json!({});
        let mut odd = document();
        odd["paths"]["/things/{thing}"]["get"] = json!({ "operationId": "getThing" });
        for altered in [more, less, odd] {
            assert!(Operation::all(&altered).is_err());
        }
    }
}
