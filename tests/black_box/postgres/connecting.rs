//! How the service comes to its database, and which databases it takes.

use std::{fs, net::TcpListener, path::Path};

use pullkey_tests::{Installation, SelfSigned, Server, Tenant, pullkey, run};
use pullkey_throwaway_postgres::{Cluster, Options};
use serde_json::json;
use tempfile::{TempDir, tempdir};

use super::{Caller, path_of, place_of};

/// The URL of its database with this instead of the host.
fn url_at(installation: &Installation, host: &str) -> String {
    let url = installation.database().url();
    let (user, rest) = url.split_once('@').unwrap();
    let (_, name) = rest.split_once('/').unwrap();
    format!("{user}@{host}/{name}")
}

fn flag(url: &str) -> String {
    format!("--database-url={url}")
}

/// A service with these flags serves.
fn serves(installation: &Installation, flags: &[&str], tenant: &Tenant) -> (Server, TempDir) {
    let folder = installation.node_folder();
    let server = Server::start_with(folder.path(), flags);
    server.until_ready();
    path_of(&Caller::of(&place_of(&server), &tenant.key).create("n"));
    (server, folder)
}

/// A server on TLS only, with the file of the authority that it is to be trusted by.
fn secure(folder: &Path) -> Cluster {
    let certificate = SelfSigned::for_names(&["localhost"]).write(folder);
    let options = Options::default().tls(&certificate, &folder.join("key.pem"));
    Cluster::with(&options.only_tls())
}

#[test]
fn a_database_is_reached_on_tls_as_the_url_asks_for_it() {
    let files = tempdir().unwrap();
    let cluster = secure(files.path());
    let installation = Installation::on(cluster.database());
    let tenant = installation.tenant("Acme");
    let port = cluster.address().port();
    let named = url_at(&installation, &format!("localhost:{port}"));
    let trusted = files.path().join("cert.pem");
    let encrypted =
        "SELECT bool_and(ssl), count(*) > 1 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE application_name = 'pullkey'";
    let verified = format!("sslmode=verify-full&sslrootcert={}", trusted.display());
    for parameters in [verified.as_str(), "sslmode=require"] {
        let url = flag(&format!("{named}?{parameters}"));
        let _service = serves(&installation, &[&url], &tenant);
        assert_eq!(installation.database().query(encrypted), "t|t");
    }

    let other = files.path().join("other");
    fs::create_dir(&other).unwrap();
    let other = SelfSigned::for_names(&["localhost"]).write(&other);
    let addressed = url_at(&installation, &format!("127.0.0.1:{port}"));
    let verified_by = |file: &Path| format!("sslmode=verify-full&sslrootcert={}", file.display());
    for (url, parameters, part) in [
        (&named, verified_by(&other), "trusted authority"),
        (&addressed, verified_by(&trusted), "another host"),
        (
            &named,
            verified_by(&files.path().join("none")),
            "sslrootcert",
        ),
    ] {
        let url = flag(&format!("{url}?{parameters}"));
        for arguments in [&["company", "list"][..], &["--listen=127.0.0.1:0"]] {
            let outcome = run(
                installation.folder(),
                &[&[url.as_str()], arguments].concat(),
            );
            assert_eq!(outcome.status, Some(1), "{outcome:?}");
            let told = outcome.stderr;
            assert!(
                told.contains(part) && told.contains("database_url"),
                "{told}"
            );
        }
    }
}

#[test]
fn a_host_that_is_down_or_takes_no_writes_is_passed_over() {
    let cluster = Cluster::with(&Options::default().tcp());
    let read_only = Cluster::with(&Options::default().tcp());
    // So that it has the database, too.
    read_only.database();
    read_only.configure("default_transaction_read_only", "on");
    let installation = Installation::on(cluster.database());
    let tenant = installation.tenant("Acme");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = free.local_addr().unwrap();
    drop(free);
    for first in [dead, read_only.address()] {
        let hosts = format!("{first},{}", cluster.address());
        let url = url_at(&installation, &hosts) + "?target_session_attrs=read-write";
        let listed = run(
            installation.folder(),
            &[&flag(&url), "company", "list", "--json"],
        );
        assert_eq!(listed.status, Some(0), "{}", listed.stderr);
        assert!(listed.stdout.contains(&tenant.company));
        let (server, _folder) = serves(&installation, &[&flag(&url)], &tenant);
        let taken = format!("the database is open\",\"host\":\"{}\"", cluster.address());
        server.until_it_logs(&taken);
    }
}

#[test]
fn a_database_that_may_lose_what_it_committed_is_refused_unless_that_is_allowed() {
    let off = Options::default().setting("fsync", "off");
    let cluster = Cluster::with(&off);
    let database = cluster.database();
    // A ring needs no database.
    let installation = Installation::on(database);
    let folder = installation.folder();
    for arguments in [
        &["migrate"][..],
        &["company", "list"],
        &["--listen=127.0.0.1:0"],
    ] {
        let outcome = run(folder, arguments);
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        let told = outcome.stderr;
        for part in ["fsync", "allow_unsafe_database"] {
            assert!(told.contains(part), "{told}");
        }
    }
    let created = pullkey(folder)
        .args(["company", "create", "--name=Acme"])
        .env("PULLKEY_ALLOW_UNSAFE_DATABASE", "on")
        .output()
        .unwrap();
    assert!(created.status.success());
    let node = installation.node_folder();
    let server = Server::start_with(node.path(), &["--allow-unsafe-database=on"]);
    server.until_ready();
}

#[test]
fn a_service_that_does_not_migrate_needs_no_right_to_make_tables() {
    let installation = Installation::new();
    let migrated = run(installation.folder(), &["migrate"]);
    assert_eq!(migrated.status, Some(0), "{}", migrated.stderr);
    installation.database().query(
        "CREATE ROLE service LOGIN;
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO service",
    );
    let url = installation.database().url();
    let url = flag(&url.replace("postgres://pullkey@", "postgres://service@"));
    let flags = [url.as_str(), "--migrate=off"];
    let tenant = installation.tenant("Acme");
    let (server, folder) = serves(&installation, &flags, &tenant);
    let caller = Caller::of(&place_of(&server), &tenant.key);
    let path = path_of(&caller.try_create_once("once").unwrap());
    assert_eq!(caller.patch(&path, &json!({ "username": "v" })).status, 200);
    assert_eq!(caller.delete(&path).status, 200);
    let made = run(
        folder.path(),
        &[&flags[..], &["company", "create", "--name=Other"]].concat(),
    );
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    let owners = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'pullkey'
                  AND datname = current_database()";
    assert_eq!(installation.database().query(owners), "service");
}
