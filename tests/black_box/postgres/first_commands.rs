//! How to begin on an empty database, as the service tells it.

use std::path::Path;

use pullkey_tests::{Installation, IssuedKey, Server, binary, paste};
use serde_json::json;

use super::{CREDENTIALS, Caller, path_of, place_of, until};

/// The lines that begin with the program, once the service has printed them.
fn told_commands(server: &Server) -> Vec<String> {
    let mut lines = Vec::new();
    until("it tells how to begin", || {
        let program = binary().display().to_string();
        let told = server.stdout();
        // What stands behind the last end of a line is still being written.
        let whole = told.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let commands = whole.lines().filter(|line| line.contains(&program));
        lines = commands.map(str::to_owned).collect();
        lines.len() == 2
    });
    lines
}

/// What a line prints that is pasted into a shell in this folder.
fn printed(folder: &Path, line: &str) -> String {
    let outcome = paste(folder, line);
    assert_eq!(outcome.status, Some(0), "{line}: {outcome:?}");
    outcome.stdout
}

/// The token stands alone on a line.
fn key_in(text: &str) -> IssuedKey {
    let token = text.lines().find(|line| line.starts_with("plk_"));
    IssuedKey {
        id: String::new(),
        token: token.unwrap().to_owned(),
    }
}

#[test]
fn the_two_printed_commands_make_a_company_and_a_key_that_may_do_everything_at_each_node() {
    let installation = Installation::new();
    let folders = [(); 2].map(|()| installation.node_folder());
    let servers = folders.each_ref().map(|it| Server::start(it.path()));
    let told = servers.each_ref().map(told_commands);

    printed(folders[0].path(), &told[0][0]);
    let key = key_in(&printed(folders[0].path(), &told[0][1]));

    let [one, other] = servers
        .each_ref()
        .map(|server| Caller::of(&place_of(server), &key));
    let created = one.create("n");
    let path = path_of(&created);
    assert_eq!(other.get(&path).json(), created.json());
    let changed = other.patch(&path, &json!({ "username": "v" }));
    assert_eq!(changed.status, 200, "{}", changed.json());
    assert_eq!(one.get(CREDENTIALS).json()["data"][0], changed.json());
    assert_eq!(one.delete(&path).status, 200);

    // Each node offers a company of its own: whoever pastes twice has two, and what is in one is not in the other.
    assert_ne!(told[0][0], told[1][0]);
    printed(folders[1].path(), &told[1][0]);
    let second = key_in(&printed(folders[1].path(), &told[1][1]));
    path_of(&Caller::of(&place_of(&servers[0]), &second).create("n"));
    assert_eq!(one.get(CREDENTIALS).json()["total"], 0);
}

#[test]
fn a_service_whose_database_has_a_company_offers_none() {
    let installation = Installation::new();
    installation.tenant("Acme");
    let folder = installation.node_folder();
    let mut server = Server::start(folder.path());
    server.until_ready();
    // What it had to tell stands there then.
    server.stop();
    let told = server.stdout();
    assert!(!told.contains("company"), "{told}");
}
