//! Clients whose request is answered before its body was read.

use super::*;

const DECLARED: &str =
    "POST /unauthorized HTTP/1.1\r\nhost: test\r\ncontent-length: 9999999999\r\n\r\n";
const CHUNKED: &str =
    "POST /unauthorized HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n";
const CHUNK: &str = "10\r\n0123456789abcdef\r\n";

#[tokio::test]
async fn a_client_may_send_much_of_a_declared_body_before_it_reads_the_early_answer() {
    let answer = answer_read_after(DECLARED, &"x".repeat(MUCH)).await;

    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn a_client_may_send_many_chunks_before_it_reads_the_early_answer() {
    let answer = answer_read_after(CHUNKED, &CHUNK.repeat(MUCH / CHUNK.len())).await;

    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn a_client_that_keeps_sending_its_declared_body_is_cut() {
    let server = TestServer::start(Deadlines {
        linger: SHORT,
        ..PATIENT
    });

    assert!(sends_until_cut(&server, DECLARED, &"x".repeat(4096)).await);
}

#[tokio::test]
async fn a_client_that_sends_chunks_without_end_is_cut() {
    let server = TestServer::start(Deadlines {
        head: SHORT,
        ..PATIENT
    });

    assert!(sends_until_cut(&server, CHUNKED, CHUNK).await);
}

async fn answer_read_after(head: &str, body: &str) -> String {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.send(head).await;
    client.send(body).await;
    client.read_until("unauthorized.").await
}

async fn sends_until_cut(server: &TestServer, head: &str, body: &str) -> bool {
    let mut client = server.connect().await;
    client.send(head).await;
    let cut = async { while client.socket.write_all(body.as_bytes()).await.is_ok() {} };
    timeout(LONG, cut).await.is_ok()
}
