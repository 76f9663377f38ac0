//! Clients that do nothing wrong.

use super::*;

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    for word in ["first.", "second."] {
        client.get(&format!("/echo/{word}")).await;
        assert!(client.read_until(word).await.starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    let words = ["first.", "second.", "third."];

    client
        .send(
            &words
                .map(|word| format!("GET /echo/{word} HTTP/1.1\r\nhost: test\r\n\r\n"))
                .concat(),
        )
        .await;

    for word in words {
        assert!(client.read_until(word).await.starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_each_in_its_own_form() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    let request =
        |method: &str, word: &str| format!("{method} /echo/{word} HTTP/1.1\r\nhost: test\r\n\r\n");
    let body = "POST /count HTTP/1.1\r\nhost: test\r\ncontent-length: 3\r\n\r\n123";
    let chunks = "POST /count HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n\
                  2\r\n12\r\n2;x\r\n34\r\n0\r\nx: y\r\n\r\n";
    let upgrade = "GET /echo/third. HTTP/1.1\r\nhost: test\r\nupgrade: h2c\r\n\r\n";

    client
        .send(
            &[
                &request("GET", "first."),
                &request("HEAD", "second."),
                body,
                &request("HEAD", "second."),
                chunks,
                &request("HEAD", "second."),
                upgrade,
                &request("HEAD", "second."),
                &request("GET", "fourth."),
            ]
            .map(String::from)
            .concat(),
        )
        .await;

    let heads = "\r\n\r\n";
    for ends in [
        "first.", heads, "3 bytes.", heads, "4 bytes.", heads, "third.", heads, "fourth.",
    ] {
        let answer = client.read_until(ends).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[tokio::test]
async fn nothing_is_answered_behind_what_asks_for_another_protocol() {
    let head = "GET /echo/first. HTTP/1.1\r\nhost: test\r\n";
    for asked in [
        format!("{head}connection: upgrade\r\nupgrade: websocket\r\n\r\n"),
        "CONNECT test:1 HTTP/1.1\r\nhost: test\r\n\r\n".to_owned(),
    ] {
        let server = TestServer::start(PATIENT);
        let mut client = server.connect().await;

        client.send(&asked).await;
        client.get("/echo/second.").await;

        let answers = client.read_to_close().await;
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{answers}");
    }
}

#[tokio::test]
async fn what_comes_behind_a_running_request_is_answered_though_the_client_has_ended() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.get("/slow").await;
    client.get("/echo/last.").await;
    client.socket.shutdown().await.unwrap();

    let answers = client.read_to_close().await;
    assert!(answers.contains("slow."), "{answers}");
    assert!(answers.ends_with("last."), "{answers}");
}

#[tokio::test]
async fn a_slow_handler_is_not_cut() {
    let server = TestServer::start(Deadlines {
        head: SHORT,
        write: SHORT,
        ..PATIENT
    });
    let mut client = server.connect().await;

    client.get("/slow").await;

    assert!(
        client
            .read_until("slow.")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
}

#[tokio::test]
async fn an_error_status_of_the_app_is_not_taken_for_a_refusal() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client
        .send("POST /unauthorized HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
        .await;

    assert!(
        client
            .read_to_close()
            .await
            .ends_with("\r\n\r\nunauthorized.")
    );
}

/// A server that takes no more connections, and the one that it has.
async fn full_server() -> (TestServer, Client) {
    let mut options = TestServer::options(PATIENT);
    options.max_connections = 1;
    let server = TestServer::start_with(options);
    let mut first = server.connect().await;
    first.get("/echo/first.").await;
    first.read_until("first.").await;
    (server, first)
}

#[tokio::test]
async fn connections_above_the_limit_wait_for_one_to_end() {
    let (server, first) = full_server().await;

    let address = server.address;
    let mut second = tokio::spawn(async move {
        let mut second = TestServer::client(address).await;
        second.get("/echo/second.").await;
        second.read_until("second.").await
    });
    assert!(timeout(SHORT, &mut second).await.is_err());
    drop(first);

    let answer = soon(second).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn a_crowd_that_comes_to_a_full_server_is_connected_at_once() {
    let (server, _first) = full_server().await;

    let mut crowd = Vec::new();
    for nth in 1..=500 {
        // Whom the system turns away tries again after a second.
        let connected = timeout(SHORT, TcpStream::connect(server.address)).await;
        let connected = connected.unwrap_or_else(|_| panic!("the {nth}th waits"));
        crowd.push(connected.unwrap());
    }
}

#[test]
fn the_workers_together_keep_the_limit_of_connections() {
    assert_eq!(shares(4, 1000), (4, 250));
    assert_eq!(shares(3, 10), (3, 3));
    assert_eq!(shares(8, 2), (2, 1));
    assert_eq!(shares(0, 0), (1, 1));
}
