//! `pullkey backup` of a running service, and what is made of the copy.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use pullkey_tests::{Outcome, Server, binary, run};
use serde_json::json;
use tempfile::tempdir;

const SECRET: &str = "canary-5e1d0c";

fn create(server: &Server) -> String {
    create_as(server, &server.first_key())
}

fn create_as(server: &Server, key: &str) -> String {
    let body = json!({ "name": "n", "username": "u", "secret": SECRET });
    let curl = server.curl("/v3/docker-registries");
    let created = curl.key(key).json(&body).send();
    assert_eq!(created.status, 201, "{}", created.body);
    created.json()["id"].as_str().unwrap().to_owned()
}

/// Puts copy and ring where a service finds them.
fn restore(backup: &Path, ring: Option<&Path>, folder: &Path) {
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    fs::copy(backup, data.join("pullkey.db")).unwrap();
    if let Some(ring) = ring {
        fs::copy(ring, data.join("keyring.json")).unwrap();
    }
}

/// The ids of all credentials, page by page.
fn ids(server: &Server, key: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    loop {
        let page = format!("/v3/docker-registries?limit=100&offset={}", ids.len());
        let page = server.curl(&page).key(key).send();
        assert_eq!(page.status, 200, "{}", page.body);
        let page = page.json();
        let page = page["data"].as_array().unwrap();
        if page.is_empty() {
            return ids;
        }
        ids.extend(page.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
    }
}

fn assert_refused(outcome: &Outcome, why: &str) {
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn all_that_was_acknowledged_before_is_in_the_copy_though_others_write_meanwhile() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let acknowledged = Mutex::new(Vec::new());
    let done = AtomicBool::new(false);
    let deadline = Instant::now() + Duration::from_mins(1);
    let count = || acknowledged.lock().unwrap().len();
    let until = |wanted: usize| {
        while count() < wanted {
            assert!(Instant::now() < deadline, "creates stand still");
            thread::sleep(Duration::from_millis(1));
        }
    };
    let (before, copied) = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) && Instant::now() < deadline {
                    let id = create(&server);
                    acknowledged.lock().unwrap().push(id);
                }
            });
        }
        until(50);
        let before = acknowledged.lock().unwrap().clone();
        let copied = run(folder.path(), &["backup", "copy.db", "--json"]);
        until(count() + 1);
        done.store(true, Ordering::Relaxed);
        (before, copied)
    });
    assert_eq!(copied.status, Some(0), "{}", copied.stderr);
    let copy = folder.path().join("copy.db");
    let bytes = fs::metadata(&copy).unwrap().len();
    assert_eq!(copied.json(), json!({ "path": "copy.db", "bytes": bytes }));

    let elsewhere = tempdir().unwrap();
    let ring = server.data().join("keyring.json");
    restore(&copy, Some(&ring), elsewhere.path());
    let restored = Server::start(elsewhere.path());
    assert_eq!(restored.curl("/readyz").send().status, 200);
    let there = ids(&restored, &server.first_key());
    for id in before {
        assert!(there.contains(&id), "{id} was acknowledged");
    }
    create_as(&restored, &server.first_key());
}

#[test]
fn a_copy_is_for_its_owner_alone_and_never_overwritten() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let copied = run(folder.path(), &["backup", "copy.db"]);
    assert_eq!(copied.status, Some(0), "{}", copied.stderr);
    assert!(
        copied.stdout.contains("data/keyring.json"),
        "{}",
        copied.stdout
    );
    let copy = folder.path().join("copy.db");
    let mode = fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let before = fs::read(&copy).unwrap();
    create(&server);
    let again = run(folder.path(), &["backup", "copy.db"]);
    assert_refused(&again, "there is a file of this name already");
    assert_eq!(fs::read(&copy).unwrap(), before);
}

#[test]
fn a_copy_holds_neither_secrets_nor_keys() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    create(&server);
    let copied = run(folder.path(), &["backup", "copy.db"]);
    assert_eq!(copied.status, Some(0), "{}", copied.stderr);
    let copy = fs::read(folder.path().join("copy.db")).unwrap();
    let holds = |text: &str| copy.windows(text.len()).any(|part| part == text.as_bytes());
    let ring = fs::read_to_string(server.data().join("keyring.json")).unwrap();
    let ring: serde_json::Value = serde_json::from_str(&ring).unwrap();
    let keys = ring["keys"].as_array().unwrap();
    for key in keys.iter().map(|key| key["key"].as_str().unwrap()) {
        assert!(!holds(key));
    }
    let key = server.first_key();
    // The handle is public; the secret part is not.
    assert!(!holds(SECRET) && !holds(&key[21..53]));
    assert!(
        holds(&key[4..20]),
        "the search itself must find what is there"
    );
}

#[test]
fn a_copy_without_its_ring_is_not_served() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let copied = run(folder.path(), &["backup", "copy.db"]);
    assert_eq!(copied.status, Some(0), "{}", copied.stderr);
    let (without, wrong) = (tempdir().unwrap(), tempdir().unwrap());
    drop(server);
    restore(&folder.path().join("copy.db"), None, without.path());
    let refused = run(without.path(), &["--listen=127.0.0.1:0"]);
    assert_refused(&refused, "there is no key ring");
    restore(&folder.path().join("copy.db"), None, wrong.path());
    assert_eq!(run(wrong.path(), &["keyring", "init"]).status, Some(0));
    let refused = run(wrong.path(), &["--listen=127.0.0.1:0"]);
    assert_refused(&refused, "lacks the keys");
}

#[test]
fn without_a_database_nothing_is_made() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["backup", "copy.db"]);
    assert_refused(&refused, "there is no database file");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/pullkey.db"), "To be, or not to be").unwrap();
    let refused = run(folder.path(), &["backup", "copy.db"]);
    assert_refused(&refused, "the database file is damaged, or none");
    assert!(!folder.path().join("copy.db").exists());
}

#[test]
fn a_folder_that_is_missing_is_told() {
    let folder = tempdir().unwrap();
    let _server = Server::start(folder.path());
    let refused = run(folder.path(), &["backup", "missing/copy.db"]);
    assert_refused(&refused, "missing/copy.db: no copy can be kept there");
}

#[test]
fn nothing_is_left_of_a_copy_that_cannot_be_written_to_its_end() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    create(&server);
    let target = tempdir().unwrap();
    // No file of this process may have more than 16 KiB, as if the disk were full.
    let limited = r#"trap '' XFSZ; ulimit -f 16; exec "$0" backup "$1""#;
    let output = Command::new("bash")
        .args(["-c", limited])
        .arg(binary())
        .arg(target.path().join("copy.db"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("copying failed"), "{told}");
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
}
