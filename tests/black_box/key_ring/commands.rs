//! What the commands do to the file, and what they refuse.

use std::fs;

use pullkey_tests::{Server, run};
use serde_json::json;
use tempfile::tempdir;

use super::{CREDENTIALS, primary, turned};

#[test]
fn each_kind_of_key_is_added_promoted_and_shown_with_what_was_made_with_it() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let ring = server.data().join("keyring.json");
    let first = primary(&ring, "secret");
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let created = server.curl(CREDENTIALS).key(&server.first_key());
    assert_eq!(created.json(&body).send().status, 201);
    for kind in ["secret", "pepper", "audit"] {
        let before = primary(&ring, kind);
        let added = turned(folder.path(), &["rotate", "--kind", kind]);
        assert_eq!(added["kind"], kind);
        assert_eq!(primary(&ring, kind), before, "it only opens yet");
        let promoted = turned(folder.path(), &["promote"]);
        assert_eq!(promoted, added);
        assert_eq!(primary(&ring, kind), added["id"]);
    }
    let shown = turned(folder.path(), &["status"]);
    let keys = shown.as_array().unwrap();
    assert_eq!(keys.len(), 6);
    let secret = keys.iter().find(|key| key["id"] == first).unwrap();
    assert_eq!(
        (&secret["state"], &secret["primary"]),
        (&json!("decrypt_only"), &json!(false))
    );
    assert_eq!(secret["rows"], 1);
    let text = fs::read_to_string(&ring).unwrap();
    let told = run(folder.path(), &["keyring", "status"]).stdout;
    let ring: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ring["keys"].as_array().unwrap() {
        assert!(told.contains(&key["id"].to_string()), "{told}");
        assert!(!told.contains(key["key"].as_str().unwrap()), "{told}");
    }
}

#[test]
fn without_a_kind_a_secret_key_is_added() {
    let folder = tempdir().unwrap();
    turned(folder.path(), &["init"]);
    assert_eq!(turned(folder.path(), &["rotate"])["kind"], "secret");
}

#[test]
fn a_primary_and_a_key_that_is_in_use_are_not_disabled_and_the_rows_are_told() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let ring = server.data().join("keyring.json");
    for (kind, rows) in [
        ("pepper", "1 rows"),
        ("audit", "rows were made with it; events stay for good"),
    ] {
        let old = primary(&ring, kind).to_string();
        let refused = run(folder.path(), &["keyring", "disable", &old]);
        assert_eq!(refused.status, Some(1));
        assert!(
            refused.stderr.contains("is the primary"),
            "{}",
            refused.stderr
        );
        turned(folder.path(), &["rotate", "--kind", kind]);
        turned(folder.path(), &["promote"]);
        let refused = run(folder.path(), &["keyring", "disable", &old]);
        assert_eq!(refused.status, Some(1));
        assert!(refused.stderr.contains("is in use"), "{}", refused.stderr);
        assert!(refused.stderr.contains(rows), "{}", refused.stderr);
    }
}

#[test]
fn what_is_no_key_of_the_ring_is_told() {
    let folder = tempdir().unwrap();
    turned(folder.path(), &["init"]);
    for (arguments, status, told) in [
        (&["promote"][..], 1, "'pullkey keyring rotate' adds one"),
        (&["promote", "1"], 1, "has no key 1"),
        (&["disable", "1"], 1, "has no key 1"),
        (&["promote", "x"], 2, "must be the number of a key"),
        (&["disable"], 2, "required"),
        (
            &["rotate", "--kind", "salt"],
            2,
            "must be secret, pepper or audit",
        ),
    ] {
        let refused = run(folder.path(), &[&["keyring"], arguments].concat());
        assert_eq!(refused.status, Some(status), "{arguments:?}");
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
}
