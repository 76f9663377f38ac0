//! Bodies as anybody may send them: what is read well of each, whatever it is. `PROPTEST_CASES=200000` tries so many.

use std::collections::HashSet;

use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

use super::*;

/// Stands in what callers send. It looks like no name, so it never comes back.
pub(crate) const MARK: &str = "hunter!two";

/// Bodies of any bytes, of any JSON with members of these names, and those that were good before they were altered.
pub(crate) fn bodies(
    names: &'static [&'static str],
    good: impl IntoIterator<Item = Value>,
) -> impl Strategy<Value = Vec<u8>> {
    let good: Vec<_> = good.into_iter().map(|it| it.to_string()).collect();
    let changes = vec((any::<Index>(), any::<Index>(), piece()), 0..6);
    let altered = (prop::sample::select(good), changes).prop_map(|(good, changes)| {
        let mut body = good.into_bytes();
        for (from, to, piece) in changes {
            let from = from.index(body.len() + 1);
            // Most changes are short.
            let to = body.len().min(from + to.index(60) * to.index(6));
            body.splice(from..to, piece.into_bytes());
        }
        body
    });
    prop_oneof![
        1 => vec(any::<u8>(), 0..200),
        2 => object(names).prop_map(|value| value.to_string().into_bytes()),
        1 => (0..5_000_usize, prop::bool::ANY).prop_map(|(depth, closed)| nested(depth, closed)),
        4 => altered,
    ]
}

/// Whether a body is read, or refused in a way that tells where and why, once, and never what was sent.
pub(crate) fn is_read_well<M: Members + Validate>(body: &[u8]) -> Result<(), TestCaseError> {
    let Err(problem) = members_of::<M>(body) else {
        let is_object = serde_json::from_slice(body).is_ok_and(|it: Value| it.is_object());
        prop_assert!(is_object, "what is no object is read");
        return Ok(());
    };
    let told = format!("{} {problem:?}", problem.detail());
    prop_assert!(!told.contains(MARK), "{}", told);
    let errors = serde_json::to_value(problem.errors()).expect("errors are JSON");
    let errors = errors.as_array().expect("errors are a list");
    if problem.code() == Code::BodyMalformed {
        prop_assert!(errors.is_empty());
        return Ok(());
    }
    prop_assert_eq!(problem.code(), Code::ValidationFailed);
    prop_assert!(!errors.is_empty(), "nothing is told");
    let mut seen = HashSet::new();
    for error in errors {
        let [pointer, code, detail] = ["pointer", "code", "detail"].map(|it| error[it].as_str());
        prop_assert!(code.is_some_and(|it| !it.is_empty()), "{}", error);
        prop_assert!(detail.is_some_and(|it| !it.is_empty()), "{}", error);
        let pointer = pointer.expect("a place is told");
        prop_assert!(pointer.is_empty() || pointer.starts_with('/'), "{}", error);
        // Names that look like none are all told of at the whole object.
        let is_named = code != Some("unknown_member");
        let is_new = seen.insert((pointer, code));
        prop_assert!(is_new || !is_named, "told twice: {}", error);
    }
    Ok(())
}

fn nested(depth: usize, closed: bool) -> Vec<u8> {
    let close = if closed {
        "]".repeat(depth)
    } else {
        String::new()
    };
    format!("{{\"name\":{}{close}}}", "[".repeat(depth)).into_bytes()
}

/// An object of any depth, with members of these names and others.
fn object(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        2 => ".{0,40}".prop_map(|text| text + MARK),
        1 => prop::sample::select(vec!["", "custom", "dockerHub", "password", "\0", "1", "null", "docker.io"])
            .prop_map(str::to_owned),
        1 => (0..400_usize).prop_map(|length| "é".repeat(length)),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let name = move || {
        prop_oneof![
            6 => prop::sample::select(names).prop_map(str::to_owned),
            1 => ".{0,40}".prop_map(|text| text + MARK),
            1 => prop::sample::select(vec!["type", "key", "password", "permission", "id_resource", "a/b", "~", ""])
                .prop_map(str::to_owned),
        ]
    };
    let value = leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((name(), inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    });
    vec((name(), value), 0..8).prop_map(|members| members.into_iter().collect())
}

/// What may stand in a body, or is hard to read there.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        "\"",
        "\\",
        "\\u0000",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "-0",
        "0.5",
        "99999999999999999999",
        "\"name\":",
        "\"login\":{",
        "\"type\":",
        MARK,
        "\u{feff}",
        "\0",
        "\n",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => ".{0,8}"]
}

#[test]
fn a_body_that_is_refused_with_what_was_sent_would_be_found() {
    let sent = json!({ "a": MARK });
    let told = Problem::new(Code::BodyMalformed, sent.to_string());
    assert!(format!("{told:?}").contains(MARK));
}
