//! PostgreSQL, when nobody answers at its address.

use std::{
    fs, iter,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use pullkey_domain::api_key::ApiKeyToken;
use pullkey_tests::{Server, pullkey, run};
use serde_json::json;
use tempfile::{TempDir, tempdir};
use tokio::{net::TcpSocket, runtime::Runtime};

const PASSWORD: &str = "canary-of-a-password";

/// The flag with the URL of a database at an address that nobody listens on.
fn absent() -> String {
    // Whoever takes the port meanwhile is no PostgreSQL.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    format!("--database-url=postgres://pullkey:{PASSWORD}@127.0.0.1:{port}/pullkey")
}

fn a_folder_with_a_ring() -> TempDir {
    let folder = tempdir().unwrap();
    assert_eq!(run(folder.path(), &["keyring", "init"]).status, Some(0));
    folder
}

/// Everything that the service told.
fn told(server: &Server) -> String {
    let told = server.stdout() + &server.log();
    assert!(!told.contains(PASSWORD), "{told}");
    told
}

#[test]
fn a_service_starts_without_its_database_and_says_what_is_missing() {
    let folder = a_folder_with_a_ring();
    let mut server = Server::start_with(folder.path(), &[&absent()]);
    assert_eq!(server.curl("/livez").send().status, 200);
    assert_eq!(server.curl("/openapi.json").send().status, 200);
    let ready = server.curl("/readyz").send();
    assert_eq!(ready.status, 503);
    let checks = json!({
        "store": false, "schema": false, "key_ring": false, "sealer": true, "clock": true, "serving": true,
    });
    assert_eq!(ready.json()["checks"], checks);

    let began = Instant::now();
    server.stop();
    assert!(began.elapsed() < Duration::from_secs(5));
    let told = told(&server);
    assert!(!told.contains("first-api-key"), "{told}");
    let away = told.matches("it is tried again and again").count();
    // It was tried for longer than a second.
    assert!(told.contains("\"WARN\"") && away == 1, "{told}");
}

#[test]
fn whoever_asks_a_service_without_its_database_is_told_to_come_again() {
    let folder = a_folder_with_a_ring();
    let server = Server::start_with(folder.path(), &[&absent()]);
    // Well-formed, so that the store is to be asked.
    let key = ApiKeyToken::generate(|bytes| bytes.fill(7));
    let credential = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let one = "/v3/docker-registries/fb5e5168-4281-4bec-94c5-0d1584e9e657";
    for request in [
        server.curl("/v3/docker-registries"),
        server.curl("/v3/docker-registries").json(&credential),
        server.curl(one),
        server.curl(one).json(&json!({})).method("PATCH"),
        server.curl(one).method("DELETE"),
    ] {
        let answer = request.key(key.expose()).with_head().send();
        assert_eq!(answer.status, 503);
        let (head, body) = answer.body.split_once("\r\n\r\n").unwrap();
        let head = head.to_lowercase();
        assert!(head.contains("\nretry-after: 1\r"), "{head}");
        assert!(head.contains("application/problem+json"), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["code"], "store_unavailable");
        assert_eq!(problem["status"], 503);
    }
    let nobody = server.curl("/v3/docker-registries").send();
    assert_eq!(nobody.status, 401, "without a key, no store is asked");
    told(&server);
}

#[test]
fn commands_wait_for_a_moment_and_then_name_the_setting() {
    let folder = a_folder_with_a_ring();
    let (folder, url) = (folder.path(), &absent());
    let commands: [&[&str]; 3] = [
        &["migrate"],
        &["company", "list"],
        &["company", "create", "--name=Acme"],
    ];
    thread::scope(|scope| {
        for command in commands {
            scope.spawn(move || {
                let began = Instant::now();
                let failed = run(folder, &[&[url.as_str()], command].concat());
                let took = began.elapsed();
                assert!((4..8).contains(&took.as_secs()), "{took:?}");
                assert_eq!((failed.status, &*failed.stdout), (Some(1), ""));
                let told = failed.stderr;
                let last = told.lines().last().unwrap();
                assert!(last.contains("setting database_url"), "{told}");
                assert!(!told.contains(PASSWORD), "{told}");
            });
        }
    });
}

#[test]
fn commands_wait_no_longer_for_hosts_that_say_nothing() {
    let folder = a_folder_with_a_ring();
    let folder = folder.path();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let (black_hole, _queue) = black_hole();
    let hosts = [
        silent.to_string(),
        black_hole.to_string(),
        format!("{silent},{black_hole},{silent}"),
    ];
    thread::scope(|scope| {
        for hosts in &hosts {
            for command in [&["migrate"][..], &["company", "list"]] {
                scope.spawn(move || {
                    let url =
                        format!("--database-url=postgres://pullkey:{PASSWORD}@{hosts}/pullkey");
                    let began = Instant::now();
                    let failed = run(folder, &[&[url.as_str()], command].concat());
                    let took = began.elapsed();
                    assert!((4..7).contains(&took.as_secs()), "{hosts} {took:?}");
                    assert_eq!((failed.status, &*failed.stdout), (Some(1), ""));
                    let told = failed.stderr;
                    assert!(told.contains("did not answer in time"), "{told}");
                });
            }
        }
    });
}

/// A port where packets are dropped, as where a dead machine is, for as long as the other value lives: its queue of
/// connections is full.
fn black_hole() -> (SocketAddr, impl Sized) {
    let runtime = Runtime::new().unwrap();
    let inside = runtime.enter();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let listener = socket.listen(0).unwrap();
    drop(inside);
    let address = listener.local_addr().unwrap();
    let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    let queue: Vec<_> = iter::from_fn(connect).collect();
    (address, (runtime, listener, queue))
}

#[test]
fn a_ring_is_never_made_for_it_by_itself() {
    let folder = tempdir().unwrap();
    for arguments in [&["--listen=127.0.0.1:0"][..], &["company", "list"]] {
        let refused = run(folder.path(), &[&[absent().as_str()], arguments].concat());
        assert_eq!(refused.status, Some(1));
        let told = refused.stderr;
        assert!(told.contains("pullkey keyring init"), "{told}");
    }
    assert!(!folder.path().join("data/keyring.json").exists());
}

#[test]
fn a_ring_in_another_folder_needs_no_data_directory() {
    let folder = tempdir().unwrap();
    let made = run(
        folder.path(),
        &["keyring", "init", "--keyring-file=ring.json"],
    );
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    assert_eq!(names(folder.path()), ["ring.json"]);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn its_backup_is_left_to_its_own_tools() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &[absent().as_str(), "backup", "copy"]);
    assert_eq!(refused.status, Some(1));
    for part in ["pg_dump", "docs/postgresql.md"] {
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_url_that_it_does_not_take_is_a_wrong_setting() {
    let folder = tempdir().unwrap();
    for (rest, part) in [
        ("host/pullkey?sslmode=canary-mode", "sslmode"),
        ("host/pullkey?canary_parameter=1", "PostgreSQL"),
        ("host/pullkey?hunter3=canary-value", "%3F"),
        ("host:canary-port/pullkey", "port"),
        ("/pullkey", "host"),
    ] {
        let url = format!("postgres://pullkey:{PASSWORD}@{rest}");
        let output = pullkey(folder.path())
            .arg("migrate")
            .env("PULLKEY_DATABASE_URL", url)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        let named = "database_url (from PULLKEY_DATABASE_URL): ";
        assert!(told.starts_with(named) && told.contains(part), "{told}");
        for value in [
            PASSWORD,
            "canary-mode",
            "canary-port",
            "canary-value",
            "hunter3",
        ] {
            assert!(!told.contains(value), "{told}");
        }
    }
}
