//! Programs of two versions on one schema. There is one program here: what the newer one would leave stands in the test.

use std::time::{Duration, Instant};

use pullkey_tests::{Installation, Outcome, Server, run};
use pullkey_throwaway_postgres::Database;
use serde_json::json;

use crate::postgres::{
    CREDENTIALS, Caller, is_ready,
    load::{Load, RECOVERY},
    path_of, place_of, until,
};

const OWN: &str = env!("CARGO_PKG_VERSION");
const TOO_NEW: &str = "99.0.0";

/// What a migration of a newer program adds for itself, in one commit as all of them.
fn expand(database: &Database) {
    database.query(
        "SET ROLE pullkey;
         SET lock_timeout = '5s';
         ALTER TABLE companies ADD plan text NOT NULL DEFAULT 'free';
         ALTER TABLE credentials ADD note text, ADD checked_at timestamptz;
         ALTER TABLE api_keys ADD note text NOT NULL DEFAULT '';
         ALTER TABLE idempotency_records ADD note text;
         ALTER TABLE audit_events ADD note text;
         CREATE TABLE tags (company_id uuid, id uuid, name text NOT NULL, PRIMARY KEY (company_id, id));
         CREATE INDEX checked ON credentials (company_id, checked_at)",
    );
}

/// Notes a migration that this program does not know, and the oldest program that can serve what it made.
fn require(database: &Database, migration: &str, oldest: &str) {
    database.query(&format!(
        "SET ROLE pullkey;
         INSERT INTO __diesel_schema_migrations (version) VALUES ('{migration}');
         INSERT INTO schema_requirements VALUES ('{migration}', '{oldest}')"
    ));
}

/// Every column, and every migration with what it needs.
fn schema(database: &Database) -> String {
    let columns =
        "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns
                   WHERE table_schema = 'public' ORDER BY 1, 2";
    let migrations = "SELECT version, run_on, oldest_program FROM __diesel_schema_migrations
                      LEFT JOIN schema_requirements ON migration = version ORDER BY 1";
    database.query(columns) + &database.query(migrations)
}

/// A service in a folder of its own.
fn serve(installation: &Installation, flags: &[&str], during: impl FnOnce(&Server)) {
    let folder = installation.node_folder();
    let server = Server::start_with(folder.path(), flags);
    server.until_ready();
    during(&server);
}

#[test]
fn an_older_node_serves_on_and_others_start_while_a_newer_program_expands_the_schema() {
    let installation = Installation::new();
    let tenant = installation.tenant("Acme");
    let database = installation.database();
    serve(&installation, &[], |server| {
        let caller = Caller::of(&place_of(server), &tenant.key);
        let load = Load::on(&caller, |load| {
            load.until_written();
            expand(database);
            require(database, "9998", "0.0.9");
            require(database, "9999", OWN);
            let expanded = Instant::now();
            let expansion = schema(database);
            // It looks once a second.
            while expanded.elapsed() < Duration::from_secs(3) {
                assert!(is_ready(server));
                load.until_written();
            }
            assert_eq!(load.refused(), 0, "callers notice that it goes on");

            for flags in [&[][..], &["--migrate=off"]] {
                serve(&installation, flags, |another| {
                    let caller = Caller::of(&place_of(another), &tenant.key);
                    let path = path_of(&caller.create("another"));
                    assert_eq!(caller.get(&path).status, 200);
                    let changed = caller.patch(&path, &json!({ "username": "v" }));
                    assert_eq!(changed.status, 200);
                });
            }
            let migrated = run(installation.folder(), &["migrate"]);
            assert_eq!(migrated.status, Some(0), "{}", migrated.stderr);
            installation.tenant("Other");
            assert_eq!(schema(database), expansion);
        });
        load.must_be_kept(&caller, database);
    });
}

/// It names both versions, and the migration because of which.
fn assert_too_old(refused: &Outcome) {
    assert_eq!(refused.status, Some(1), "{refused:?}");
    let told = &refused.stderr;
    let last = told.lines().last().unwrap();
    let names = |part: &str| {
        last.split_whitespace()
            .any(|word| word.trim_end_matches(',') == part)
    };
    assert!(names(TOO_NEW) && names(OWN) && names("9999"), "{told}");
}

#[test]
fn a_schema_that_needs_a_newer_program_is_refused_and_turns_red_who_serves_it_already() {
    let installation = Installation::new();
    let tenant = installation.tenant("Acme");
    let database = installation.database();
    serve(&installation, &[], |server| {
        require(database, "9999", TOO_NEW);
        let newer = schema(database);
        let took = until("it is red", || !is_ready(server));
        assert!(took <= RECOVERY, "{took:?}");
        let checks = &server.curl("/readyz").send().json()["checks"];
        let [store, schema_fits] = ["store", "schema"].map(|it| checks[it].as_bool().unwrap());
        assert!(store && !schema_fits, "{checks}");
        // Its proxy sends nobody any more. Whoever is still here is answered, as long as the tables can be used.
        let caller = Caller::of(&place_of(server), &tenant.key);
        assert_eq!(caller.get(CREDENTIALS).status, 200);
        assert_eq!(server.curl("/livez").send().status, 200);

        let node = installation.node_folder();
        for arguments in [
            &["--listen=127.0.0.1:0"][..],
            &["--listen=127.0.0.1:0", "--migrate=off"],
            &["migrate"],
            &["company", "list"],
        ] {
            assert_too_old(&run(node.path(), arguments));
        }
        assert_eq!(schema(database), newer);

        database.query(
            "DELETE FROM __diesel_schema_migrations WHERE version = '9999';
             DELETE FROM schema_requirements WHERE migration = '9999'",
        );
        server.until_ready();
    });
}
