use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use serde_json::json;

use super::{added, altered, load_text};
use crate::{
    InvalidRing, KeyRing, RingFault,
    fixture::{self, AUDIT, PEPPER, SECRET},
};

#[test]
fn a_good_ring_is_read() {
    assert!(load_text(&fixture::ring().to_string()).is_ok());
}

#[test]
fn a_ring_of_another_format_is_refused() {
    for format in [0, 2, 17] {
        let text = altered("/format", json!(format));
        assert_eq!(broken_rule(&text), InvalidRing::Format(format));
    }
}

#[test]
fn a_ring_of_another_format_is_refused_as_such_whatever_else_it_holds() {
    let text = r#"{"format":2,"sealed_by":"a module","keys":{}}"#;
    assert_eq!(broken_rule(text), InvalidRing::Format(2));
}

#[test]
fn an_id_that_stands_twice_is_refused_over_all_kinds() {
    for key in ["/keys/1/id", "/keys/2/id"] {
        let text = altered(key, json!(SECRET));
        assert_eq!(broken_rule(&text), InvalidRing::SharedId(id(SECRET)));
    }
}

#[test]
fn a_key_of_no_known_kind_is_refused() {
    for kind in ["", "Secret", "cursor"] {
        let text = altered("/keys/0/kind", json!(kind));
        assert_eq!(broken_rule(&text), InvalidRing::Kind(id(SECRET)));
    }
}

#[test]
fn a_key_in_no_known_state_is_refused() {
    for state in ["", "Active", "decrypt-only"] {
        let text = altered("/keys/1/state", json!(state));
        assert_eq!(broken_rule(&text), InvalidRing::State(id(PEPPER)));
    }
}

#[test]
fn a_key_that_was_created_at_no_time_is_refused() {
    for created in ["", "yesterday", "2025-02-30T00:00:00.000Z"] {
        let text = altered("/keys/2/created", json!(created));
        assert_eq!(broken_rule(&text), InvalidRing::Created(id(AUDIT)));
    }
}

#[test]
fn a_key_that_is_not_32_bytes_of_standard_base64_is_refused() {
    for key in [
        String::new(),
        "AAAA".into(),
        "A".repeat(42) + "==",
        "A".repeat(44),
        "A".repeat(43),
        "A".repeat(42) + "B=",
        "-".repeat(43) + "=",
    ] {
        let text = altered("/keys/0/key", json!(key));
        assert_eq!(broken_rule(&text), InvalidRing::Length(id(SECRET)), "{key}");
    }
}

#[test]
fn a_disabled_key_must_be_32_bytes_as_well() {
    let mut ring = fixture::ring();
    let mut disabled = fixture::key(99, "secret", "disabled", 0);
    disabled["key"] = json!("AAAA");
    ring["keys"].as_array_mut().unwrap().push(disabled);
    assert_eq!(broken_rule(&ring.to_string()), InvalidRing::Length(id(99)));
}

#[test]
fn a_primary_that_is_no_key_of_its_kind_is_refused() {
    let no_primary = |kind, number| InvalidRing::NoPrimary {
        kind,
        id: id(number),
    };
    for (place, value, rule) in [
        (
            "/primary/secret",
            json!(5),
            no_primary(RingKeyKind::Secret, 5),
        ),
        (
            "/primary/pepper",
            json!(AUDIT),
            no_primary(RingKeyKind::Pepper, AUDIT),
        ),
        (
            "/primary/audit",
            json!(SECRET),
            no_primary(RingKeyKind::Audit, SECRET),
        ),
        (
            "/keys/1/kind",
            json!("audit"),
            no_primary(RingKeyKind::Pepper, PEPPER),
        ),
        ("/keys", json!([]), no_primary(RingKeyKind::Secret, SECRET)),
    ] {
        assert_eq!(broken_rule(&altered(place, value)), rule, "{place}");
    }
}

#[test]
fn a_primary_that_is_not_active_is_refused() {
    for state in ["decrypt_only", "disabled"] {
        let (kind, id) = (RingKeyKind::Audit, id(AUDIT));
        let text = altered("/keys/2/state", json!(state));
        assert_eq!(
            broken_rule(&text),
            InvalidRing::InactivePrimary { kind, id }
        );
    }
}

#[test]
fn a_ring_of_another_shape_is_refused_with_line_and_column() {
    let key = fixture::ring()["keys"][0]["key"].to_string();
    for text in [
        String::new(),
        "null".into(),
        "[]".into(),
        "{".into(),
        altered("/format", json!("1")),
        altered("/format", json!(-1)),
        altered("/primary", json!({ "secret": SECRET, "pepper": PEPPER })),
        altered("/primary/secret", json!("17")),
        altered("/primary/secret", json!(u64::from(u32::MAX) + 1)),
        altered("/keys", json!({})),
        altered("/keys/0/id", json!(null)),
        altered("/keys/0/id", json!("a secret")),
        altered("/keys/0/key", json!([1, 2, 3])),
        altered(
            "/keys/0",
            json!({ "id": SECRET, "kind": "secret", "state": "active" }),
        ),
        added("", "comment"),
        added("/primary", "cursor"),
        added("/keys/0", "name"),
        fixture::ring()
            .to_string()
            .replace("{\"created\"", &format!("{{\"key\":{key},\"created\"")),
        fixture::ring().to_string() + "x",
    ] {
        let rule = broken_rule(&text);
        assert!(matches!(rule, InvalidRing::Form { .. }), "{text}: {rule}");
    }
}

#[test]
fn the_refusal_of_a_shape_tells_where_it_breaks() {
    let rule = broken_rule("{\"format\":1,\n \"primary\":17}");
    assert_eq!(
        rule,
        InvalidRing::Form {
            line: 2,
            column: 13
        }
    );
}

#[test]
fn no_refusal_repeats_what_the_file_holds() {
    let canary = "kq3ZC4n4ryAAAA";
    for pointer in ["/format", "/primary", "/primary/audit", "/keys", "/keys/0"] {
        assert_hidden(&altered(pointer, json!(canary)), canary);
    }
    for field in ["id", "kind", "state", "created", "key"] {
        assert_hidden(&altered(&format!("/keys/0/{field}"), json!(canary)), canary);
    }
    for pointer in ["", "/primary", "/keys/0"] {
        assert_hidden(&added(pointer, canary), canary);
    }
    assert_hidden(canary, canary);
    assert_hidden(&format!("\"{canary}\""), canary);
}

#[test]
fn the_refusal_names_the_file_the_rule_and_the_key() {
    let text = altered("/keys/0/state", json!("off"));
    let (_folder, path) = fixture::file(&text);
    let refused = KeyRing::load(&path).err().unwrap();
    assert_eq!(refused.path(), path);
    let told = format!(
        "key ring {}: the state of key {SECRET} is none of active, decrypt_only, disabled",
        path.display()
    );
    assert_eq!(refused.to_string(), told);
}

/// Which rule of a ring this text breaks.
fn broken_rule(text: &str) -> InvalidRing {
    let refused = load_text(text).err().unwrap();
    match refused.fault() {
        RingFault::Invalid(rule) => *rule,
        _ => panic!("{refused}"),
    }
}

fn assert_hidden(text: &str, canary: &str) {
    let refused = load_text(text).err().unwrap();
    let told = format!("{refused} {refused:?}");
    assert!(!told.contains(canary), "{told}");
}

fn id(number: u32) -> RingKeyId {
    RingKeyId::new(number)
}
