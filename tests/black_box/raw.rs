//! Bytes on a socket, as no client would send them.

use pullkey_tests::{Server, Socket};
use tempfile::tempdir;

#[test]
fn what_is_no_http_is_answered_in_the_one_form() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    for (sent, status) in [
        ("GARBAGE\r\n\r\n".to_owned(), 400),
        ("GET /livez HTTP/1.1\r\nbad header\r\n\r\n".to_owned(), 400),
        (
            format!("GET /livez HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(200_000)),
            431,
        ),
    ] {
        let mut stream = Socket::to(&server);
        stream.send(sent.as_bytes());
        let answer = stream.rest();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert!(answer.contains("\"request_id\":"), "{answer}");
    }
}

#[test]
fn who_is_not_let_in_hears_so_before_a_byte_of_the_body_is_sent() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let mut stream = Socket::to(&server);
    let head = "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                content-length: 1000000000\r\n\r\n";
    stream.send(head.as_bytes());
    let answer = stream.answer();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[test]
fn an_endless_body_is_cut_at_64_kib() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let mut stream = Socket::to(&server);
    let head = format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.send(head.as_bytes());
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    for _ in 0..32 {
        if !stream.try_send(&chunk) {
            break;
        }
    }
    let answer = stream.answer();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn a_body_that_ends_too_early_stores_nothing() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let mut stream = Socket::to(&server);
    let body = r#"{"name":"n","username":"u","secret":"12345678"}"#;
    let head = format!(
        "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len() + 1
    );
    stream.send(head.as_bytes());
    stream.end();
    stream.rest();
    let listed = server.curl("/v3/docker-registries").key(&key).send();
    assert_eq!(listed.json()["total"], 0);
}

#[test]
fn an_invitation_to_send_the_body_goes_out_only_to_who_is_let_in() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let body = r#"{"name":"n","username":"u","secret":"12345678"}"#;
    let head = |key: &str| {
        format!(
            "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
            body.len()
        )
    };
    let mut stranger = Socket::to(&server);
    stranger.send(head("plk_nobody"));
    let answer = stranger.answer();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");

    let mut invited = Socket::to(&server);
    invited.send(head(&server.first_key()));
    let invitation = invited.answer();
    assert_eq!(invitation, "HTTP/1.1 100 Continue\r\n\r\n");
    invited.send(body);
    let answer = invited.answer();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

#[test]
fn head_has_the_head_of_get_and_no_body() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let mut socket = Socket::to(&server);
    socket.send("HEAD /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let answer = socket.rest();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("content-length: 18\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn a_later_request_that_is_no_http_is_answered_in_the_one_form_too() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let mut socket = Socket::to(&server);
    socket.send("GET /livez HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(socket.answer().starts_with("HTTP/1.1 200 "));
    socket.send("GARBAGE\r\n\r\n");
    let answer = socket.rest();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(
        answer.contains("\"code\":\"request_malformed\""),
        "{answer}"
    );
}
