//! Whether the end of a connection is announced: without that, a client cannot tell it from an attack.

use super::{
    carriers::{CERTIFIED, shake_hands, trusting},
    *,
};

/// Reads what comes. The client's TLS fails where an end was not announced.
async fn announced_end(mut client: Client) -> String {
    let mut rest = String::new();
    soon(client.socket.read_to_string(&mut rest)).await.unwrap();
    rest
}

#[tokio::test]
async fn an_idle_connection_is_closed_with_notice() {
    let server = TestServer::start(Deadlines {
        head: SHORT,
        ..PATIENT
    });

    assert_eq!(announced_end(server.connect().await).await, "");
}

#[tokio::test]
async fn a_connection_is_closed_with_notice_after_its_last_answer() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client
        .send("GET /echo/last. HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
        .await;

    assert!(announced_end(client).await.ends_with("last."));
}

#[tokio::test]
async fn a_refused_connection_is_closed_with_notice() {
    let server = TestServer::start(Deadlines {
        linger: SHORT,
        ..PATIENT
    });
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    assert!(announced_end(client).await.ends_with("refused"));
}

#[tokio::test]
async fn a_graceful_stop_closes_idle_connections_with_notice() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    server.stop.stop_gracefully();

    assert_eq!(announced_end(client).await, "");
}

#[tokio::test]
async fn a_client_that_hangs_up_without_notice_has_asked_all_the_same() {
    let server = TestServer::start(PATIENT);
    let socket = TcpStream::connect(server.address).await.unwrap();
    let mut stream = shake_hands(socket, trusting(&CERTIFIED)).await.unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n")
        .await
        .unwrap();

    stream.get_mut().0.shutdown().await.unwrap();

    let mut client = Client::on(stream);
    let answer = client.read_until("slow.").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
