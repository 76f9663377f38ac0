//! A service that cannot keep what it was given does not start.

use std::{fs, os::unix::fs::PermissionsExt};

use pullkey_tests::{Server, run};
use tempfile::{TempDir, tempdir};

#[test]
fn a_database_without_its_ring_is_not_served_with_a_new_one() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let ring = folder.path().join("data/keyring.json");
    fs::remove_file(&ring).unwrap();
    for arguments in [&["--listen=127.0.0.1:0"][..], &["company", "list"]] {
        let refused = run(folder.path(), arguments);
        assert_eq!(refused.status, Some(1));
        assert!(
            refused.stderr.contains("keyring init"),
            "{}",
            refused.stderr
        );
        assert!(refused.stderr.contains("Restoring"), "{}", refused.stderr);
    }
    assert!(!ring.exists());
}

#[test]
fn a_ring_that_others_may_read_is_refused_with_what_to_do() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let ring = folder.path().join("data/keyring.json");
    fs::set_permissions(&ring, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = run(folder.path(), &["company", "list"]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("chmod"), "{}", refused.stderr);
}

#[test]
fn the_ring_of_another_database_is_refused_and_leaves_no_trace() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let ring = folder.path().join("data/keyring.json");
    let aside = folder.path().join("data/aside.json");
    fs::rename(&ring, &aside).unwrap();
    assert_eq!(run(folder.path(), &["keyring", "init"]).status, Some(0));
    for arguments in [&["--listen=127.0.0.1:0"][..], &["company", "list"]] {
        let refused = run(folder.path(), arguments);
        assert_eq!(refused.status, Some(1));
        assert!(
            refused.stderr.contains("lacks the keys"),
            "{}",
            refused.stderr
        );
        assert!(refused.stderr.contains("Restoring"), "{}", refused.stderr);
    }
    fs::rename(&aside, &ring).unwrap();
    let server = Server::start(folder.path());
    assert_eq!(server.curl("/readyz").send().status, 200);
}

/// A folder whose database knows a key that its ring lacks, as where an old copy of the ring was put back.
pub(crate) fn a_folder_whose_ring_lacks_a_key() -> TempDir {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let file = folder.path().join("data/keyring.json");
    let old = fs::read(&file).unwrap();
    // As another node would have it after a rotation: one more secret key, and that the primary.
    let mut ring: serde_json::Value = serde_json::from_slice(&old).unwrap();
    let keys = ring["keys"].as_array_mut().unwrap();
    let mut key = keys
        .iter()
        .find(|key| key["kind"] == "secret")
        .unwrap()
        .clone();
    key["id"] = 4_000_000_000_u32.into();
    key["key"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into();
    keys.push(key);
    ring["primary"]["secret"] = 4_000_000_000_u32.into();
    fs::write(&file, ring.to_string()).unwrap();
    drop(Server::start(folder.path()));
    fs::write(&file, old).unwrap();
    folder
}

#[test]
fn a_node_whose_ring_lacks_a_key_serves_but_is_not_ready_and_names_it() {
    let folder = a_folder_whose_ring_lacks_a_key();
    let server = Server::start(folder.path());

    let ready = server.curl("/readyz").send();
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["checks"]["key_ring"], false);
    let missing = serde_json::json!([4_000_000_000_u32]);
    assert_eq!(ready.json()["missing_keys"], missing);
    let listed = server
        .curl("/v3/docker-registries")
        .key(&server.first_key());
    assert_eq!(listed.send().status, 200);
}

#[test]
fn a_ring_with_another_key_under_a_known_id_is_refused() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let ring = folder.path().join("data/keyring.json");
    let mut forged: serde_json::Value = serde_json::from_slice(&fs::read(&ring).unwrap()).unwrap();
    let (one, other) = (
        forged["keys"][0]["key"].clone(),
        forged["keys"][1]["key"].clone(),
    );
    forged["keys"][0]["key"] = other;
    forged["keys"][1]["key"] = one;
    fs::write(&ring, forged.to_string()).unwrap();
    let refused = run(folder.path(), &["company", "list"]);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stderr.contains("is not the one"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_port_that_is_taken_is_told() {
    let folder = tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", taken.local_addr().unwrap());
    let refused = run(folder.path(), &[&listen]);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stderr.contains("cannot listen"),
        "{}",
        refused.stderr
    );
}
