//! Stopping: what still runs, what is idle, and what will not end.

use super::*;

#[tokio::test]
async fn a_graceful_stop_lets_the_running_request_end() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.get("/slow").await;
    soon(server.observed.begun.notified()).await;

    server.stop.stop_gracefully();

    assert!(
        client
            .read_until("slow.")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    assert_eq!(client.read_to_close().await, "");
    assert!(server.ended().await.is_ok());
}

#[tokio::test]
async fn a_graceful_stop_closes_idle_connections() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;
    let begin = Instant::now();

    server.stop.stop_gracefully();

    assert_eq!(client.read_to_close().await, "");
    assert!(server.ended().await.is_ok());
    assert!(begin.elapsed() < PATIENT.drain);
}

#[tokio::test]
async fn a_graceful_stop_closes_connections_that_have_sent_nothing() {
    let server = TestServer::start(PATIENT);
    let mut silent = server.connect().await;
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;
    let begin = Instant::now();

    server.stop.stop_gracefully();

    assert_eq!(silent.read_to_close().await, "");
    assert!(server.ended().await.is_ok());
    assert!(begin.elapsed() < PATIENT.drain);
}

#[tokio::test]
async fn a_stopped_server_takes_no_connection() {
    let server = TestServer::start(PATIENT);
    let address = server.address;
    server.stop.stop_gracefully();
    server.ended().await.unwrap();

    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_request_that_outlasts_the_drain_is_cut() {
    let server = TestServer::start(Deadlines {
        drain: SHORT,
        ..PATIENT
    });
    let mut client = server.connect().await;
    client.get("/endless").await;
    soon(server.observed.begun.notified()).await;
    let begin = Instant::now();

    server.stop.stop_gracefully();

    assert_eq!(client.read_to_close().await, "");
    assert!(begin.elapsed() >= SHORT);
    assert!(server.ended().await.is_ok());
}

#[tokio::test]
async fn a_server_without_a_listener_does_not_run() {
    let server = GuardedServer::new(TestServer::options(PATIENT));

    assert!(server.run().await.is_err());
}
