//! How the service ends.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use pullkey_tests::{Server, Socket};
use serde_json::json;
use tempfile::tempdir;

/// Waits until the server has closed its listener.
fn until_nobody_is_let_in(server: &Server) {
    let since = Instant::now();
    while std::net::TcpStream::connect(server.address()).is_ok() {
        assert!(since.elapsed() < Duration::from_secs(5), "it still listens");
    }
}

#[test]
fn asked_to_stop_it_answers_what_runs_and_ends_with_0() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let key = server.first_key();
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" }).to_string();
    let mut running = Socket::to(&server);
    let head = format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    running.send(head.as_bytes());
    running.send(&body.as_bytes()[..10]);
    let mut idle = Socket::to(&server);
    // Answered, so the server holds both connections by now.
    assert_eq!(server.curl("/livez").send().status, 200);

    let since = Instant::now();
    server.signal(Signal::SIGTERM);
    until_nobody_is_let_in(&server);
    running.send(&body.as_bytes()[10..]);

    let answer = running.rest();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert_eq!(idle.rest(), "");
    assert_eq!(server.wait().code(), Some(0));
    assert!(since.elapsed() < Duration::from_secs(10));
}

#[test]
fn asked_twice_it_ends_at_once_with_all_of_its_log() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let key = server.first_key();
    let mut running = Socket::to(&server);
    let head = format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n"
    );
    running.send(head.as_bytes());
    assert_eq!(server.curl("/livez").send().status, 200);
    let since = Instant::now();
    server.signal(Signal::SIGTERM);
    until_nobody_is_let_in(&server);
    server.signal(Signal::SIGTERM);
    let status = server.wait();
    assert!(
        since.elapsed() < Duration::from_secs(2),
        "{:?}",
        since.elapsed()
    );
    assert_eq!(status.code(), Some(143));
    // Its log is written to its end all the same.
    assert!(server.log().contains("stopped at once"), "{}", server.log());
}

#[test]
fn a_killed_server_leaves_a_folder_that_the_next_one_serves() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let key = server.first_key();
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" });
    for _ in 0..20 {
        let created = server
            .curl("/v3/docker-registries")
            .key(&key)
            .json(&body)
            .send();
        assert_eq!(created.status, 201);
    }
    server.kill();
    let server = Server::start(folder.path());
    let listed = server.curl("/v3/docker-registries").key(&key).send();
    assert_eq!(listed.json()["total"], 20);
}

#[test]
fn between_the_signal_and_the_end_it_is_not_ready_but_still_answers() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    assert_eq!(server.curl("/readyz").send().status, 200);
    server.signal(Signal::SIGTERM);
    let since = Instant::now();
    while server.curl("/readyz").send().status != 503 {
        assert!(
            since.elapsed() < Duration::from_secs(1),
            "it is still ready"
        );
    }
    let listed = server
        .curl("/v3/docker-registries")
        .key(&server.first_key());
    assert_eq!(listed.send().status, 200);
    assert_eq!(server.wait().code(), Some(0));
}
