//! Requests that are refused before the app could see them.

use super::*;

#[tokio::test]
async fn a_malformed_head_is_answered_by_the_refusal() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    let answer = client.read_until("refused").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test]
async fn a_refused_connection_ends() {
    let server = TestServer::start(Deadlines {
        linger: SHORT,
        ..PATIENT
    });
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    assert!(client.read_to_close().await.ends_with("refused"));
}

#[tokio::test]
async fn a_client_may_send_its_whole_oversized_head_before_it_reads_the_refusal() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.1\r\nendless: ").await;
    client.send(&"x".repeat(MUCH)).await;

    let answer = client.read_until("refused").await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn a_client_that_never_stops_sending_is_cut_after_its_refusal() {
    let server = TestServer::start(Deadlines {
        linger: SHORT,
        ..PATIENT
    });
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    let cut = async { while client.socket.write_all(&[b'x'; 4096]).await.is_ok() {} };

    assert!(timeout(LONG, cut).await.is_ok());
}

#[tokio::test]
async fn a_refusal_that_the_socket_takes_only_in_parts_arrives_whole() {
    let mut options = TestServer::options(PATIENT);
    options.refusal = |_| vec![b'.'; MUCH];
    let server = TestServer::start_with(options);
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    let mut answer = vec![0; MUCH];
    assert!(soon(client.socket.read_exact(&mut answer)).await.is_ok());
}

#[tokio::test]
async fn a_later_malformed_head_is_answered_by_the_refusal() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    client.send("GET / HTTP/1.1\r\nno header\r\n\r\n").await;

    let answer = client.read_until("refused").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test]
async fn a_later_oversized_head_is_answered_by_the_refusal() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;

    client.send("GET / HTTP/1.1\r\nendless: ").await;
    client.send(&"x".repeat(MUCH)).await;

    let answer = client.read_until("refused").await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn a_head_without_end_is_refused_before_it_has_taken_much_memory() {
    let get = "GET /echo/first. HTTP/1.1\r\nhost: test\r\n";
    let post = "POST /count HTTP/1.1\r\nhost: test\r\n";
    for (first, answer) in [
        (String::new(), ""),
        (format!("{get}\r\n"), "first."),
        (format!("{get}upgrade: h2c\r\n\r\n"), "first."),
        (
            format!("{post}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
            "1 bytes.",
        ),
    ] {
        let server = TestServer::start(PATIENT);
        let mut client = server.connect().await;
        client.send(&first).await;
        client.read_until(answer).await;

        client.send("GET / HTTP/1.1\r\nendless: ").await;
        client.send(&"x".repeat(40 * 1024)).await;

        let answer = client.read_until("refused").await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}

#[tokio::test]
async fn a_malformed_head_behind_a_request_is_answered_after_it() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;

    client
        .send("GET /echo/first. HTTP/1.1\r\nhost: test\r\n\r\nno request\r\n\r\n")
        .await;

    let first = client.read_until("first.").await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    let second = client.read_until("refused").await;
    assert!(second.starts_with("HTTP/1.1 400 "), "{second}");
}

#[tokio::test]
async fn a_large_answer_is_whole_though_the_body_behind_its_request_is_malformed() {
    let server = TestServer::start(PATIENT);
    let mut client = server.connect().await;
    client
        .send("GET /big HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")
        .await;
    let answer = client.read_to_close().await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(body.len() >= app::BIG, "{}", body.len());
}
