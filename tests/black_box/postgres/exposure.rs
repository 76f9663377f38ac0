//! What a service warns of at its start: a way to the database, and a file of its URL, that others could take.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

use pullkey_tests::{Server, run};
use tempfile::tempdir;

const PASSWORD: &str = "canary-of-a-password";

/// All that a service warned of, with the URL of a database that is away in a file of this mode.
fn warnings(rest_of_url: &str, mode: u32) -> Vec<String> {
    let folder = tempdir().unwrap();
    assert_eq!(run(folder.path(), &["keyring", "init"]).status, Some(0));
    let file = folder.path().join("database-url");
    let url = format!("postgres://pullkey:{PASSWORD}@{rest_of_url}");
    fs::write(&file, url).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
    let mut server = Server::start_with(folder.path(), &["--database-url-file=database-url"]);
    server.stop();
    let log = server.log();
    assert!(!log.contains(PASSWORD), "{log}");
    let warned = log.lines().filter(|line| line.contains("\"WARN\""));
    // That it is away is warned of, too.
    let warned = warned.filter(|line| !line.contains("the database cannot be used for now"));
    warned.map(str::to_owned).collect()
}

#[test]
fn a_server_in_the_network_that_is_not_verified_is_warned_of_with_what_to_write() {
    // Addresses of nobody.
    let hosts = "192.0.2.1,192.0.2.2:5433/pullkey";
    for mode in ["", "?sslmode=require"] {
        let warned = warnings(&format!("{hosts}{mode}"), 0o600);
        let [line] = warned.as_slice() else {
            panic!("{mode}: {warned:?}");
        };
        assert!(
            line.contains("\"hosts\":\"192.0.2.1, 192.0.2.2\""),
            "{line}"
        );
        assert!(
            line.contains("sslmode=verify-full into database_url"),
            "{line}"
        );
    }
}

#[test]
fn one_that_is_verified_or_on_this_machine_is_not_warned_of() {
    for rest in [
        "192.0.2.1/pullkey?sslmode=verify-full",
        "127.0.0.1:1,[::1]:1,localhost:1/pullkey?sslmode=disable",
        "/pullkey?host=/nowhere",
    ] {
        assert_eq!(warnings(rest, 0o600), [""; 0], "{rest}");
    }
}

#[test]
fn a_file_of_the_url_that_others_may_read_is_warned_of_with_the_command_that_closes_it() {
    let warned = warnings("127.0.0.1:1/pullkey", 0o644);
    let [line] = warned.as_slice() else {
        panic!("{warned:?}");
    };
    for part in [
        "database_url_file (from --database-url-file): database-url: it holds a secret, but its mode is 0644",
        "run: chmod 600 database-url",
    ] {
        assert!(line.contains(part), "{line}");
    }
}
