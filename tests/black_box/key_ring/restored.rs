//! A database and a ring that are not of the same time.

use std::{fs, path::Path};

use pullkey_tests::{Server, run};
use serde_json::json;
use tempfile::tempdir;

use super::{CREDENTIALS, primary, turned};

/// What must end well.
fn done(folder: &Path, arguments: &[&str]) {
    let ended = run(folder, arguments);
    assert_eq!(ended.status, Some(0), "{arguments:?}: {}", ended.stderr);
}

#[test]
fn a_database_from_before_a_key_was_disabled_is_served_with_its_own_ring_only() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let (data, key) = (server.data(), server.first_key());
    let (ring, own_ring) = (data.join("keyring.json"), folder.path().join("own.json"));
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let created = server.curl(CREDENTIALS).key(&key).json(&body).send();
    let path = format!("{CREDENTIALS}/{}", created.json()["id"].as_str().unwrap());
    done(folder.path(), &["backup", "copy.db"]);
    fs::copy(&ring, &own_ring).unwrap();
    drop(server);

    let old = primary(&ring, "secret").to_string();
    turned(folder.path(), &["rotate"]);
    turned(folder.path(), &["promote"]);
    done(folder.path(), &["rewrap"]);
    turned(folder.path(), &["disable", &old]);
    for left in ["pullkey.db-wal", "pullkey.db-shm"] {
        drop(fs::remove_file(data.join(left)));
    }
    fs::copy(folder.path().join("copy.db"), data.join("pullkey.db")).unwrap();

    let refused = run(folder.path(), &["serve", "--listen=127.0.0.1:0"]);
    assert_eq!(refused.status, Some(1));
    let told = format!("secret key {old} is disabled in the key ring");
    assert!(refused.stderr.contains(&told), "{}", refused.stderr);
    fs::copy(&own_ring, &ring).unwrap();
    let server = Server::start(folder.path());
    let edit = server.curl(&path).key(&key).method("PATCH");
    let edited = edit.json(&json!({ "username": "other" })).send();
    assert_eq!(edited.status, 200, "it opens");
}
