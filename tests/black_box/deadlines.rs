//! What a client drags out is ended within ten seconds, and others do not notice.

use std::time::{Duration, Instant};

use pullkey_tests::{Server, Socket};
use tempfile::tempdir;

const LIMIT: Duration = Duration::from_secs(10);

fn post(key: &str) -> String {
    format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"name\":"
    )
}

/// Sends `begin`, reads an answer if one is due, sends `half`, and gives what comes until the connection ends.
fn dragged_out(server: &Server, begin: &str, half: &str) -> (String, Duration) {
    let mut stream = Socket::to(server);
    if !begin.is_empty() {
        stream.send(begin.as_bytes());
        stream.answer();
    }
    let since = Instant::now();
    stream.send(half.as_bytes());
    let answer = stream.rest();
    (answer, since.elapsed())
}

#[test]
fn every_kind_of_slow_client_is_ended_in_time_while_others_are_served() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let whole = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n";
    let half = "GET /livez HTTP/1.1\r\nhost:";
    let slow_body = post(&key);
    std::thread::scope(|scope| {
        for (what, begin, sent, status) in [
            ("idle", "", "", ""),
            ("half a first head", "", half, "HTTP/1.1 408 "),
            ("idle after an answer", whole, "", ""),
            ("half a second head", whole, half, ""),
            ("half a body", "", slow_body.as_str(), "HTTP/1.1 408 "),
        ] {
            let server = &server;
            scope.spawn(move || {
                let (answer, took) = dragged_out(server, begin, sent);
                assert!(took <= LIMIT, "{what}: {took:?}");
                assert!(took >= Duration::from_secs(5), "{what}: {took:?}");
                assert!(answer.starts_with(status), "{what}: {answer}");
                assert_eq!(answer.is_empty(), status.is_empty(), "{what}: {answer}");
            });
        }
        for _ in 0..20 {
            assert_eq!(server.curl("/livez").send().status, 200);
        }
    });
}
