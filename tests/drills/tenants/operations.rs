//! What each operation of the OpenAPI document needs, and what it does.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use serde_json::{Value, json};

use super::party::unique;
use crate::drill::{Broken, hold};

/// What there is to know of an operation.
pub(super) struct Line {
    /// Its `operationId`.
    pub(super) operation: &'static str,
    /// What a key must be allowed; without it, no key is needed.
    pub(super) permission: Option<Permission>,
    pub(super) about: About,
    pub(super) effect: Effect,
    /// A body that is accepted.
    pub(super) body: Option<fn(&mut Rng) -> Value>,
    /// The status of its good answer.
    pub(super) answer: u16,
}

/// What an operation is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The service itself.
    Service,
    /// The company of the key, and all that it has.
    Company,
    /// The credential in its path.
    Credential,
}

/// What it does to the credentials of a company.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    Creates,
    Changes,
    Removes,
}

const LINES: &[Line] = &[
    Line {
        operation: "createDockerRegistry",
        permission: Some(Permission::CredentialCreate),
        about: About::Company,
        effect: Effect::Creates,
        body: Some(
            |rng| json!({ "name": unique("own", rng), "username": "u", "secret": "12345678" }),
        ),
        answer: 201,
    },
    Line {
        operation: "updateDockerRegistry",
        permission: Some(Permission::CredentialUpdate),
        about: About::Credential,
        effect: Effect::Changes,
        body: Some(|rng| json!({ "name": unique("own", rng) })),
        answer: 200,
    },
    Line {
        operation: "deleteDockerRegistry",
        permission: Some(Permission::CredentialDelete),
        effect: Effect::Removes,
        ..reads("", About::Credential)
    },
    reads("listDockerRegistries", About::Company),
    reads("getDockerRegistry", About::Credential),
    public("getDocs"),
    public("getLiveness"),
    public("getReadiness"),
    public("getMetrics"),
    public("getOpenApi"),
    public("getProblemPage"),
];

const fn reads(operation: &'static str, about: About) -> Line {
    Line {
        operation,
        permission: Some(Permission::CredentialRead),
        about,
        effect: Effect::None,
        body: None,
        answer: 200,
    }
}

const fn public(operation: &'static str) -> Line {
    Line {
        permission: None,
        ..reads(operation, About::Service)
    }
}

/// An operation of the document with its line.
pub(super) struct Operation {
    pub(super) line: &'static Line,
    pub(super) method: String,
    path: String,
}

impl Operation {
    /// Its path, for this credential if it is about one.
    pub(super) fn path(&self, credential: &str) -> String {
        fill(&self.path, credential)
    }
}

/// A path without its parameters.
pub(super) fn fill(path: &str, credential: &str) -> String {
    path.replace("{id}", credential)
        .replace("{code}", "validation_failed")
}

/// What the OpenAPI document has.
pub(super) struct Document {
    pub(super) operations: Vec<Operation>,
    /// The methods of each path, in upper case.
    pub(super) paths: BTreeMap<String, BTreeSet<String>>,
}

impl Document {
    /// Holds the document against the lines.
    pub(super) fn read(document: &Value) -> Result<Self, Broken> {
        Self::against(LINES, document)
    }

    fn against(lines: &'static [Line], document: &Value) -> Result<Self, Broken> {
        let mut operations = Vec::new();
        let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, item) in members(&document["paths"]) {
            hold(!fill(path, "").contains('{'), || {
                format!("the drill cannot fill {path}")
            })?;
            for (method, operation) in members(item).filter(|(name, _)| METHODS.contains(name)) {
                let id = operation["operationId"].as_str().unwrap_or_default();
                let line = lines.iter().find(|line| line.operation == id);
                let line = line.ok_or_else(|| {
                    Broken(format!(
                        "the operation {id:?} has no line in the drill ({method} {path})"
                    ))
                })?;
                let locked = operation["security"]
                    .as_array()
                    .is_some_and(|it| !it.is_empty());
                hold(locked == line.permission.is_some(), || {
                    format!("the document is wrong about whether {id} needs a key")
                })?;
                let method = method.to_uppercase();
                paths
                    .entry(path.to_owned())
                    .or_default()
                    .insert(method.clone());
                let path = path.to_owned();
                operations.push(Operation { line, method, path });
            }
        }
        let named: BTreeSet<_> = operations.iter().map(|it| it.line.operation).collect();
        for line in lines {
            hold(named.contains(line.operation), || {
                format!("the document has no operation {}", line.operation)
            })?;
        }
        Ok(Self { operations, paths })
    }
}

/// What OpenAPI calls operations among the members of a path.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[Line] = &[public("getLiveness"), reads("getThing", About::Credential)];

    fn document() -> Value {
        json!({ "paths": {
            "/livez": { "get": { "operationId": "getLiveness" } },
            "/things/{id}": {
                "parameters": [],
                "get": { "operationId": "getThing", "security": [{ "api_key": [] }] },
            },
        } })
    }

    #[test]
    fn a_document_that_fits_the_lines_is_read() {
        let read = Document::against(SAMPLE, &document()).unwrap();
        assert_eq!(read.operations.len(), 2);
        assert_eq!(read.operations[1].path("1"), "/things/1");
        assert_eq!(read.paths["/livez"], ["GET".to_owned()].into());
    }

    #[test]
    fn an_operation_without_its_line_is_broken_and_a_line_without_its_operation_too() {
        let alter: [fn(&mut Value); 5] = [
            |it| it["paths"]["/livez"]["post"] = json!({ "operationId": "postLiveness" }),
            |it| it["paths"]["/livez"]["post"] = json!({}),
            |it| it["paths"]["/livez"] = json!({}),
            |it| it["paths"]["/things/{id}"]["get"]["security"] = json!([]),
            |it| it["paths"]["/others/{other}"] = json!({}),
        ];
        for alter in alter {
            let mut altered = document();
            alter(&mut altered);
            assert!(Document::against(SAMPLE, &altered).is_err(), "{altered}");
        }
    }
}
