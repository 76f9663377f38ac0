//! Secrets that cannot be sealed anew, and those that others go on to seal under another key.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use pullkey_tests::Call;
use serde_json::json;

use super::stage::{Stage, companies, digits};
use crate::product::Product;

#[test]
fn a_secret_that_does_not_open_is_named_and_the_others_move() {
    for mut stage in Stage::on_both_stores() {
        let paths = stage.create(4);
        let (altered, id) = (digits(&paths[1]), paths[1].rsplit('/').next().unwrap());
        let company = companies(&stage)[0]["id"].clone();
        let new = stage.turn();
        alter_seal(&stage, &altered);
        let outcome = stage.rewrap(&[]);
        assert_eq!(outcome.status, Some(1));
        let told = outcome.json();
        assert_eq!((&told["moved"], &told["left"]), (&json!(3), &json!(1)));
        assert_eq!(told["altered"], json!([{ "company": company, "id": id }]));
        let complaint = outcome.stderr;
        assert!(
            complaint.contains(id) && complaint.contains("altered"),
            "{complaint}"
        );
        assert_eq!((stage.count(stage.old), stage.count(new)), (1, 3));
        let failed = stage.events("credential.open_failed");
        let expected = format!("credential {altered} rejected");
        assert!(
            failed.len() == 1 && failed[0].ends_with(&expected),
            "{failed:?}"
        );
        // Whoever has the secret can put an end to it.
        let body = json!({ "secret": "given-anew" });
        let given = stage.send(&stage.client(), Call::new("PATCH", &paths[1]).json(&body));
        assert_eq!(given.status, 200);
        assert_eq!(stage.rewrapped(new), 0);
    }
}

/// As who can write to the database and has no key.
fn alter_seal(stage: &Stage, id: &str) {
    let embedded = format!(
        "UPDATE credentials SET sealed = CAST(substr(sealed, 1, length(sealed) - 2) || x'0000' AS BLOB) WHERE id = x'{id}'"
    );
    let on_postgresql = format!(
        "UPDATE credentials SET sealed = set_byte(sealed, octet_length(sealed) - 1,
            get_byte(sealed, octet_length(sealed) - 1) # 1) WHERE id = '{id}'"
    );
    let is_embedded = stage.product.server.data().join("pullkey.db").exists();
    stage.product.tamper(if is_embedded {
        &embedded
    } else {
        &on_postgresql
    });
}

#[test]
fn a_key_that_the_ring_lacks_is_named() {
    for mut stage in Stage::on_both_stores() {
        stage.create(2);
        let new = stage.turn();
        stage.create(1);
        let ring = stage.product.key_ring();
        let without = ring.copied_to(&stage.product.folder.path().join("without.json"));
        without.remove(stage.old);
        let arguments = ["--keyring-file", without.path().to_str().unwrap()];
        let outcome = stage.rewrap(&arguments);
        assert_eq!(outcome.status, Some(1));
        let told = outcome.json();
        let missing = json!([{ "id": stage.old, "credentials": 2 }]);
        assert_eq!(told["missing_keys"], missing);
        assert_eq!((&told["left"], &told["moved"]), (&json!(2), &json!(0)));
        let named = format!("lacks key {}", stage.old);
        assert!(outcome.stderr.contains(&named), "{}", outcome.stderr);
        // It is no sign of tampering.
        assert!(stage.events("credential.open_failed").is_empty());
        assert_eq!(stage.rewrapped(new), 2);
    }
}

#[test]
fn a_node_that_goes_on_to_seal_under_the_old_key_is_told() {
    let mut stage = Stage::set(Product::on_postgresql());
    stage.create(1);
    let ring = stage.product.key_ring();
    let new = ring.add();
    // The service has the new key, and seals under the old one.
    stage.restart();
    let promoted = ring.copied_to(&stage.product.folder.path().join("promoted.json"));
    promoted.promote(new);
    let arguments = ["--keyring-file", promoted.path().to_str().unwrap()];
    let stop = AtomicBool::new(false);
    let outcome = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    stage.create(8);
                }
            });
        }
        let outcome = stage.rewrap(&arguments);
        stop.store(true, Ordering::Relaxed);
        outcome
    });
    assert_eq!(outcome.status, Some(1), "{}", outcome.stdout);
    assert!(outcome.json()["left"].as_u64().unwrap() > 0);
    let advice = format!("a key ring in which key {new} is primary");
    assert!(outcome.stderr.contains(&advice), "{}", outcome.stderr);
    ring.promote(new);
    stage.restart();
    stage.rewrapped(new);
    assert_eq!(stage.count(stage.old), 0);
}
