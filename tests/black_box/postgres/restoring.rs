//! A backup by PostgreSQL's own tools, and what is made of it.

use std::{process::Command, thread};

use pullkey_tests::{Installation, Server, run};
use pullkey_throwaway_postgres::{Database, shared};
use serde_json::json;
use tempfile::tempdir;

use super::{CREDENTIALS, Caller, assert_whole, path_of, place_of};

/// A fresh database with what this one has, by the programs that the documentation names.
fn restored(from: &Database) -> Database {
    let folder = tempdir().unwrap();
    let dump = folder.path().join("pullkey.dump");
    let mut dumps = Command::new(shared().bin("pg_dump"));
    dumps.arg("--format=custom").arg("--file").arg(&dump);
    succeeds(dumps.arg(from.url()));
    let fresh = shared().database();
    let mut restores = Command::new(shared().bin("pg_restore"));
    restores.args(["--exit-on-error", "--dbname", &fresh.url()]);
    succeeds(restores.arg(&dump));
    fresh
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_dump_that_is_restored_opens_with_its_ring_and_with_no_other() {
    let installation = Installation::new();
    let tenant = installation.tenant("Acme");
    let node = installation.node();
    let caller = Caller::of(node.place(), &tenant.key);
    let made: Vec<_> = (0..5)
        .map(|nth| path_of(&caller.create(&format!("made-{nth}"))))
        .collect();
    let list = caller.get(CREDENTIALS).json();
    // While others create.
    let restored = thread::scope(|scope| {
        let others = scope.spawn(|| {
            for nth in 0..20 {
                path_of(&caller.create(&format!("later-{nth}")));
            }
        });
        let restored = restored(installation.database());
        others.join().unwrap();
        restored
    });
    assert_whole(&restored);

    let folder = installation.node_folder();
    let url = format!("--database-url={}", restored.url());
    let server = Server::start_with(folder.path(), &[&url]);
    server.until_ready();
    let caller = Caller::of(&place_of(&server), &tenant.key);
    for (path, before) in made
        .iter()
        .zip(list["data"].as_array().unwrap().iter().rev())
    {
        assert_eq!(caller.get(path).json(), *before);
        // Only a secret that opens can be sealed for another user name.
        let resealed = caller.patch(path, &json!({ "username": "another" }));
        assert_eq!(resealed.status, 200, "{}", resealed.json());
    }

    let keys = "SELECT kind, id, encode(\"check\", 'hex') FROM ring_keys ORDER BY kind, id";
    let known = restored.query(keys);
    let other = Installation::on(restored);
    for arguments in [&["--listen=127.0.0.1:0"][..], &["company", "list"]] {
        let refused = run(other.folder(), arguments);
        assert_eq!(refused.status, Some(1), "{refused:?}");
        assert!(refused.stderr.contains("ring"), "{}", refused.stderr);
    }
    assert_eq!(other.database().query(keys), known);
}
