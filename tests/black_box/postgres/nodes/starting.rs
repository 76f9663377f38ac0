use std::{fs, thread};

use pullkey_tests::{Installation, Server, pullkey, run};

use crate::postgres::{Caller, path_of, place_of, refusal};

#[test]
fn nodes_that_start_together_on_an_empty_database_migrate_it_once() {
    let installation = Installation::new();
    let nodes: Vec<_> = thread::scope(|scope| {
        let started = [(); 4].map(|()| scope.spawn(|| installation.node()));
        started.map(|it| it.join().unwrap()).into()
    });
    let logs: Vec<_> = nodes
        .iter()
        .map(|node| fs::read_to_string(node.folder().join("stderr")).unwrap())
        .collect();
    let migrations = installation.database();
    let migrations = migrations.query("SELECT count(*) FROM __diesel_schema_migrations");
    let told = logs.concat().matches("a migration was run").count();
    assert_eq!(told.to_string(), migrations, "{logs:?}");
    let tenant = installation.tenant("Acme");
    let path = path_of(&Caller::of(nodes[0].place(), &tenant.key).create("n"));
    for node in &nodes {
        let found = Caller::of(node.place(), &tenant.key).get(&path);
        assert_eq!(found.status, 200);
    }
}

#[test]
fn a_node_that_was_cut_off_before_its_first_migration_keeps_nobody_from_starting() {
    let installation = Installation::new();
    let database = installation.database();
    // The first that is made, and in a commit of its own.
    database.query(
        "CREATE TABLE __diesel_schema_migrations (version text PRIMARY KEY, run_on timestamp DEFAULT now());
         ALTER TABLE __diesel_schema_migrations OWNER TO pullkey",
    );
    installation.node();

    let other = Installation::new();
    other.database().query(
        "CREATE TABLE __diesel_schema_migrations AS SELECT '2026-01-30-000000' AS version;
         ALTER TABLE __diesel_schema_migrations OWNER TO pullkey",
    );
    let told = refusal(run(other.folder(), &["migrate"]));
    assert!(told.contains("another program"), "{told}");
}

#[test]
fn without_migrations_an_empty_database_is_refused_until_it_was_migrated() {
    let installation = Installation::new();
    let folder = installation.node_folder();
    let folder = folder.path();
    let output = pullkey(folder)
        .arg("--listen=127.0.0.1:0")
        .env("PULLKEY_MIGRATE", "off")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("pullkey migrate"), "{told}");
    let told = refusal(run(folder, &["--migrate=off", "company", "list"]));
    assert!(told.contains("pullkey migrate"), "{told}");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(installation.database().query(tables), "0");

    let migrated = run(folder, &["migrate"]);
    assert_eq!(migrated.status, Some(0), "{}", migrated.stderr);

    let server = Server::start_with(folder, &["--migrate=off"]);
    server.until_ready();
    let tenant = installation.tenant("Acme");
    path_of(&Caller::of(&place_of(&server), &tenant.key).create("n"));
}

#[test]
fn a_second_service_on_one_data_directory_is_refused() {
    let installation = Installation::new();
    let node = installation.node();
    let output = run(node.folder(), &["--listen=127.0.0.1:0"]);
    let told = refusal(output);
    assert!(told.contains(&node.pid().to_string()), "{told}");
}
