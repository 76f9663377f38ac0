//! Clients that wait to be invited before they send a body.

use super::*;

const INVITATION: &str = "HTTP/1.1 100 Continue\r\n\r\n";

#[tokio::test]
async fn a_request_answered_without_its_body_gets_no_invitation() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send(&expecting("/unauthorized")).await;

    let answer = client.read_until("unauthorized.").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn nothing_follows_an_answer_given_without_an_invitation() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.send(&expecting("/unauthorized")).await;
    client.read_until("unauthorized.").await;

    client.socket.shutdown().await.unwrap();

    assert_eq!(client.read_to_close().await, "");
}

#[tokio::test]
async fn a_client_is_invited_when_its_body_is_read() {
    for path in ["/count", "/count-later"] {
        let server = TestServer::start(PATIENT);
        let mut client = server.connect().await;

        client.send(&expecting(path)).await;

        assert_eq!(client.read_until("\r\n\r\n").await, INVITATION, "{path}");
        client.send("hello").await;
        let answer = client.read_until("5 bytes.").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[tokio::test]
async fn a_client_is_not_invited_before_its_body_is_read() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send(&expecting("/endless")).await;
    soon(server.observed.begun.notified()).await;

    assert!(client.hears_nothing().await);
}

#[tokio::test]
async fn each_request_of_a_connection_is_invited_for_itself() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    for path in ["/count", "/count-later", "/count"] {
        client.send(&expecting(path)).await;
        assert_eq!(client.read_until("\r\n\r\n").await, INVITATION, "{path}");
        client.send("hello").await;
        client.read_until("5 bytes.").await;
    }
    client.send(&expecting("/unauthorized")).await;
    let answer = client.read_until("unauthorized.").await;

    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn a_pipelined_request_gets_its_invitation_after_the_answer_before() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send(&behind_another("/count")).await;

    client.read_until("first.").await;
    assert_eq!(client.read_until("\r\n\r\n").await, INVITATION);
    client.send("hello").await;
    let answer = client.read_until("5 bytes.").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn a_pipelined_request_answered_without_its_body_gets_no_invitation() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send(&behind_another("/unauthorized")).await;

    client.read_until("first.").await;
    let answer = client.read_until("unauthorized.").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn a_client_that_sends_its_body_without_waiting_gets_its_answer() {
    for path in ["/count", "/count-later"] {
        let server = TestServer::start(PATIENT);
        let mut client = server.connect().await;

        client.send(&format!("{}hello", expecting(path))).await;

        let answers = client.read_until("5 bytes.").await;
        let answer = answers.strip_prefix(INVITATION).unwrap_or(&answers);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answers}");
    }
}

fn expecting(path: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n"
    )
}

fn behind_another(path: &str) -> String {
    format!(
        "GET /echo/first. HTTP/1.1\r\nhost: test\r\n\r\n{}",
        expecting(path)
    )
}
