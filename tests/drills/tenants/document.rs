//! What the OpenAPI document has, held against the lines.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::operations::{LINES, Line};
use crate::drill::{Broken, hold};

/// An operation of the document with its line.
pub(super) struct Operation {
    pub(super) line: &'static Line,
    pub(super) method: String,
    path: String,
}

impl Operation {
    /// Its path, for what has this id if it is about one thing.
    pub(super) fn path(&self, id: &str) -> String {
        fill(&self.path, id)
    }
}

/// A path without its parameters.
pub(super) fn fill(path: &str, id: &str) -> String {
    path.replace("{id}", id)
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
                hold(locks(operation) == line.needs.lock(), || {
                    format!("the document is wrong about the key that {id} needs")
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

/// The one kind of key that an operation asks for, if it asks for any.
fn locks(operation: &Value) -> Option<&str> {
    let mut locks = operation["security"].as_array()?.iter().flat_map(members);
    let (lock, _) = locks.next()?;
    locks.next().is_none().then_some(lock)
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tenants::operations::{About, Kind, public, reads};

    const SAMPLE: &[Line] = &[
        public("getLiveness"),
        reads("getThing", About::One(Kind::Credential)),
    ];

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
        let alter: [fn(&mut Value); 6] = [
            |it| it["paths"]["/livez"]["post"] = json!({ "operationId": "postLiveness" }),
            |it| it["paths"]["/livez"]["post"] = json!({}),
            |it| it["paths"]["/livez"] = json!({}),
            |it| it["paths"]["/things/{id}"]["get"]["security"] = json!([]),
            |it| {
                it["paths"]["/things/{id}"]["get"]["security"] = json!([{ "operator_key": [] }]);
            },
            |it| it["paths"]["/others/{other}"] = json!({}),
        ];
        for alter in alter {
            let mut altered = document();
            alter(&mut altered);
            assert!(Document::against(SAMPLE, &altered).is_err(), "{altered}");
        }
    }
}
