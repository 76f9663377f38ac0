//! SIGHUP.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use pullkey_tests::{Server, run};
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{CREDENTIALS, turned};

/// How many rows were made with this key.
fn rows(folder: &Path, id: &Value) -> u64 {
    let keys = turned(folder, &["status"]);
    let keys = keys.as_array().unwrap();
    let key = keys.iter().find(|key| key["id"] == *id).unwrap();
    key["rows"].as_u64().unwrap()
}

/// Waits until it has read a ring so many times.
fn until_read(server: &Server, times: usize) {
    let since = Instant::now();
    while server.log().matches("the key ring was read again").count() < times {
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "{}",
            server.log()
        );
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_promoted_key_is_in_use_half_a_second_after_the_signal() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let create = || server.curl(CREDENTIALS).key(&key).json(&body).send().status;
    turned(folder.path(), &["rotate"]);
    let promoted = turned(folder.path(), &["promote"])["id"].clone();
    assert_eq!(create(), 201);
    assert_eq!(rows(folder.path(), &promoted), 0, "it was not read yet");
    server.signal(Signal::SIGHUP);
    sleep(Duration::from_millis(500));
    assert_eq!(create(), 201);
    assert_eq!(rows(folder.path(), &promoted), 1);
    let listed = server.curl(CREDENTIALS).key(&key).send().json();
    let id = listed["data"][1]["id"].as_str().unwrap();
    // What was sealed before is opened for it, and sealed anew under the key of now.
    let edit = server.curl(&format!("{CREDENTIALS}/{id}")).key(&key);
    let edited = edit.method("PATCH").json(&json!({ "username": "other" }));
    assert_eq!(edited.send().status, 200);
    assert_eq!(rows(folder.path(), &promoted), 2);
    let told = format!("secret {promoted} primary");
    assert!(server.log().contains(&told), "{told}");
}

#[test]
fn a_ring_that_cannot_be_used_leaves_the_one_of_before_in_use_and_the_log_says_why() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let ring = server.data().join("keyring.json");
    let old = fs::read_to_string(&ring).unwrap();
    let other = tempdir().unwrap();
    turned(other.path(), &["init"]);
    let foreign = fs::read_to_string(other.path().join("data/keyring.json")).unwrap();
    // With a key that the database knows, and that the copy of before lacks.
    turned(folder.path(), &["rotate"]);
    turned(folder.path(), &["promote"]);
    let newest = fs::read_to_string(&ring).unwrap();
    server.signal(Signal::SIGHUP);
    server.until_it_logs("the key ring was read again");
    let key = server.first_key();
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    for (text, why) in [
        ("{", "has not the form of a key ring"),
        (&*foreign, "its primary keys are new"),
        (&*old, "put the newest copy here"),
    ] {
        fs::write(&ring, text).unwrap();
        server.signal(Signal::SIGHUP);
        server.until_it_logs(why);
        let created = server.curl(CREDENTIALS).key(&key).json(&body).send();
        assert_eq!(created.status, 201);
    }
    fs::write(&ring, newest).unwrap();
    server.signal(Signal::SIGHUP);
    until_read(&server, 2);
    let foreign: Value = serde_json::from_str(&foreign).unwrap();
    assert!(
        !server
            .log()
            .contains(foreign["keys"][0]["key"].as_str().unwrap())
    );
}

#[test]
fn a_pepper_takes_over_a_key_at_its_next_use_and_the_one_of_before_can_be_disabled_then() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let (key, data) = (server.first_key(), server.data());
    let old = super::primary(&data.join("keyring.json"), "pepper").to_string();
    turned(folder.path(), &["rotate", "--kind=pepper"]);
    let new = turned(folder.path(), &["promote"])["id"].clone();
    let me = || server.curl("/v3/api-keys/me").key(&key).send();
    let before = me().json();
    server.signal(Signal::SIGHUP);
    server.until_it_logs("the key ring was read again");
    // Remembered for up to 5 seconds, it is not looked up before.
    let since = Instant::now();
    while rows(folder.path(), &new) == 0 {
        let mut after = me().json();
        after["last_used_at"] = before["last_used_at"].clone();
        assert_eq!(after, before, "nobody sees a difference");
        assert!(since.elapsed() < Duration::from_secs(10));
        sleep(Duration::from_millis(200));
    }
    // Whoever is let in by it may change keys as before.
    let made = json!({ "name": "made", "capabilities": [{ "permission": "AUDIT:READ" }] });
    let made = server.curl("/v3/api-keys").key(&key).json(&made).send();
    assert_eq!(made.status, 201);
    let disabled = run(folder.path(), &["keyring", "disable", &old]);
    assert_eq!(disabled.status, Some(0), "{}", disabled.stderr);
    server.signal(Signal::SIGHUP);
    until_read(&server, 2);
    assert_eq!(me().status, 200);
}
