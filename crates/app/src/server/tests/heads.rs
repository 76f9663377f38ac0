//! Clients that hold a connection without ever finishing the head of a request.

use tokio::time::sleep;

use super::{app::TRICKLE, *};

const HASTY: Deadlines = Deadlines {
    head: SHORT,
    ..PATIENT
};

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = TestServer::start(HASTY);
    let begin = Instant::now();
    let mut client = server.connect().await;

    assert_eq!(client.read_to_close().await, "");
    assert!(begin.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_first_head_left_half_sent_is_refused_with_408() {
    let server = TestServer::start(HASTY);
    let begin = Instant::now();
    let mut client = server.connect().await;

    client.send("GET /echo/late. HTTP/1.1\r\nhost: te").await;

    assert!(client.read_to_close().await.starts_with("HTTP/1.1 408 "));
    assert!(begin.elapsed() >= SHORT);
}

#[tokio::test]
async fn who_was_too_slow_with_a_head_has_less_time_for_the_refusal_than_others() {
    let linger = SHORT * 8;
    let server = TestServer::start(Deadlines { linger, ..HASTY });
    let begin = Instant::now();
    let mut client = server.connect().await;

    client.send("GET /echo/late. HTTP/1.1\r\nhost: te").await;
    client.read_to_close().await;
    while client.socket.write_all(b"x").await.is_ok() {
        sleep(TRICKLE).await;
    }

    assert!(begin.elapsed() < SHORT + linger);
}

#[tokio::test]
async fn a_second_head_left_half_sent_is_closed() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    client.send("GET /echo/second. HTTP/1.1\r\nhost: te").await;

    assert_eq!(client.read_to_close().await, "");
}

#[tokio::test]
async fn bytes_trickling_in_do_not_extend_the_wait_for_the_first_head() {
    let server = TestServer::start(HASTY);
    let client = server.connect().await;

    assert!(
        trickle_until_closed(client)
            .await
            .starts_with("HTTP/1.1 408 ")
    );
}

#[tokio::test]
async fn bytes_trickling_in_do_not_extend_the_wait_for_the_second_head() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    assert_eq!(trickle_until_closed(client).await, "");
}

#[tokio::test]
async fn a_connection_idle_after_an_answer_is_closed() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    assert_eq!(client.read_to_close().await, "");
}

#[tokio::test]
async fn a_connection_idle_after_a_slow_answer_is_closed() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/slow").await;
    client.read_until("slow.").await;

    assert_eq!(client.read_to_close().await, "");
}

/// Sends an endless head, byte by byte.
async fn trickle_until_closed(client: Client) -> String {
    let (mut answers, mut requests) = tokio::io::split(client.socket);
    let trickling = tokio::spawn(async move {
        requests
            .write_all(b"GET / HTTP/1.1\r\nendless: ")
            .await
            .unwrap();
        while requests.write_all(b"x").await.is_ok() {
            sleep(TRICKLE).await;
        }
    });
    let mut answer = String::new();
    let _ = soon(answers.read_to_string(&mut answer)).await;
    trickling.abort();
    answer
}
