//! Chunked bodies of which hardly anything but the framing ever comes.

use std::time::{Duration, Instant};

use pullkey_tests::{Server, Socket};
use tempfile::tempdir;

fn head(key: &str) -> String {
    format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
}

#[test]
fn framing_without_end_is_too_large_long_before_its_deadline() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let trailer = format!("x: {}\r\n", "a".repeat(1000));
    for (what, begin, endless) in [
        ("a chunk size", "", "0".repeat(4096)),
        ("a chunk extension", "1;", "a".repeat(4096)),
        ("trailers", "2\r\n{}\r\n0\r\n", trailer),
    ] {
        let mut socket = Socket::to(&server);
        socket.send(head(&key) + begin);
        let since = Instant::now();
        let flood = endless.repeat(2 * 1024 * 1024 / endless.len());
        socket.try_send(flood);
        let answer = socket.rest();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{what}: {answer}");
        assert!(answer.contains("body_too_large"), "{what}: {answer}");
        assert!(since.elapsed() < Duration::from_secs(5), "{what}");
    }
}

#[test]
fn the_largest_body_may_come_in_chunks_of_one_byte() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let body = format!("{{\"name\":\"{}\"}}", "n".repeat(64 * 1024 - 11));
    let chunks: Vec<_> = body
        .chars()
        .map(|byte| format!("1\r\n{byte}\r\n"))
        .collect();
    let mut socket = Socket::to(&server);
    socket.send(head(&server.first_key()) + &chunks.concat() + "0\r\n\r\n");
    let answer = socket.answer();
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
}
