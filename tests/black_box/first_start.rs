//! From an empty folder to a credential that survives a restart.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use pullkey_tests::{Server, run};
use serde_json::{Value, json};
use tempfile::tempdir;

/// Pastes a line that the service printed into a shell.
pub(crate) fn paste(line: &str) -> Value {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    assert!(output.status.success(), "{line}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_two_printed_lines_work_when_pasted() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let text = server.stdout();
    let [create, read] = text.lines().rev().take(2).collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    let (create, read) = (read, create);

    let created = paste(create);
    assert_eq!(created["name"], "My Docker Hub");
    let read_back = paste(read);

    assert_eq!(read_back["total"], 1);
    assert_eq!(read_back["data"][0], created);
    assert!(!read_back.to_string().contains("my-secret-token"));
}

#[test]
fn they_work_in_a_folder_whose_name_a_shell_would_take_apart() {
    let folder = tempdir().unwrap();
    let odd = folder.path().join("it's $(here) \"now\"");
    fs::create_dir(&odd).unwrap();
    let server = Server::start(&odd);
    let text = server.stdout();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("curl "))
        .collect();
    assert_eq!(paste(lines[0])["username"], "my-docker-user");
}

#[test]
fn everything_is_still_there_after_a_restart() {
    let folder = tempdir().unwrap();
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let (key, created) = {
        let server = Server::start(folder.path());
        let key = server.first_key();
        let created = server
            .curl("/v3/docker-registries")
            .key(&key)
            .json(&body)
            .send();
        assert_eq!(created.status, 201);
        (key, created.json())
    };

    let server = Server::start(folder.path());

    assert_eq!(server.first_key(), key, "the first key is made once");
    let path = format!("/v3/docker-registries/{}", created["id"].as_str().unwrap());
    let found = server.curl(&path).key(&key).send();
    assert_eq!((found.status, found.json()), (200, created));
}

#[test]
fn a_service_whose_only_company_was_deleted_starts_again_and_makes_none() {
    let folder = tempdir().unwrap();
    let companies = || run(folder.path(), &["company", "list", "--json"]).json();
    drop(Server::start(folder.path()));
    let company = companies()[0]["id"].as_str().unwrap().to_owned();
    let deleted = run(folder.path(), &["company", "delete", &company]);
    assert_eq!(deleted.status, Some(0), "{}", deleted.stderr);
    for key_is_there in [true, false] {
        let server = Server::start(folder.path());
        server.until_ready();
        assert_eq!(companies(), json!([]));
        let key = server.data().join("first-api-key");
        assert_eq!(key.exists(), key_is_there);
        if key_is_there {
            fs::remove_file(key).unwrap();
        }
    }
}

#[test]
fn a_command_makes_the_database_also_where_the_key_ring_stands_elsewhere() {
    let folder = tempdir().unwrap();
    let ring = "--keyring-file=ring.json";
    for command in [
        &["keyring", "init", ring][..],
        &["company", "create", "--name=Acme", ring],
    ] {
        let done = run(folder.path(), command);
        assert_eq!(done.status, Some(0), "{command:?}: {}", done.stderr);
    }
    let mode = fs::metadata(folder.path().join("data"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn nobody_else_may_look_into_the_data() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(server.data()), 0o700);
    let files: Vec<_> = fs::read_dir(server.data())
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        assert_eq!(mode(file.clone()), 0o600, "{}", file.display());
    }
}

#[test]
fn the_first_key_is_told_in_its_file_only() {
    let folder = tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--log=trace"]);
    let key = server.first_key();
    assert!(!server.stdout().contains(&key) && !server.log().contains(&key));
}

#[test]
fn a_command_on_an_empty_folder_makes_database_and_ring_but_no_first_key() {
    let folder = tempdir().unwrap();
    let listed = run(folder.path(), &["company", "list", "--json"]);
    assert_eq!((listed.status, listed.json()), (Some(0), json!([])));
    let there = |name: &str| folder.path().join("data").join(name).exists();
    assert!(there("pullkey.db") && there("keyring.json") && !there("first-api-key"));
    let server = Server::start(folder.path());
    assert!(server.first_key().starts_with("plk_"));
}

#[test]
fn a_company_that_somebody_made_gets_no_first_key() {
    let folder = tempdir().unwrap();
    let made = run(folder.path(), &["company", "create", "--name=Mine"]);
    assert_eq!(made.status, Some(0));
    let server = Server::start(folder.path());
    assert!(!server.data().join("first-api-key").exists());
    assert!(!server.stdout().contains("curl"), "{}", server.stdout());
}

#[test]
fn a_revoked_first_key_is_not_offered_any_more() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path()));
    let companies = run(folder.path(), &["company", "list", "--json"]).json();
    let company = companies[0]["id"].as_str().unwrap();
    let keys = run(
        folder.path(),
        &["api-key", "list", "--json", "--company", company],
    )
    .json();
    let key = keys[0]["id"].as_str().unwrap();
    let revoked = run(
        folder.path(),
        &["api-key", "revoke", "--company", company, key],
    );
    assert_eq!(revoked.status, Some(0));
    let server = Server::start(folder.path());
    assert!(!server.stdout().contains("curl"), "{}", server.stdout());
}
