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

#[tokio::test]
async fn connections_above_the_limit_wait_for_one_to_end() {
    let mut options = TestServer::options(PATIENT);
    options.max_connections = 1;
    let server = TestServer::start_with(options);
    let mut first = server.connect().await;
    first.get("/echo/first.").await;
    first.read_until("first.").await;

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
async fn what_comes_at_once_is_let_in_a_few_at_a_time_and_knows_how_long_it_has_waited() {
    const MANY: usize = 90;
    let server = TestServer::start(PATIENT);
    let begin = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..MANY {
        clients.push(server.connect().await);
    }
    for client in &mut clients {
        client.get("/waited").await;
    }
    let mut waits = Vec::new();
    for client in &mut clients {
        let answer = client.read_until(" ms.").await;
        let waited = answer.trim_end_matches(" ms.").rsplit('\n').next().unwrap();
        waits.push(Duration::from_millis(waited.parse().unwrap()));
    }
    assert!(waits.iter().any(Duration::is_zero));
    let longest = waits.iter().max().unwrap();
    let mut last = clients.pop().unwrap();
    last.get("/waited").await;
    let alone = last.read_until(" ms.").await;
    assert!(alone.ends_with("\r\n0 ms."), "{alone}");
    assert!(
        *longest > 10 * app::BUSY && *longest < begin.elapsed(),
        "{waits:?}"
    );
}

#[tokio::test]
async fn what_waits_for_others_is_answered_though_its_client_would_have_no_more_time() {
    let server = TestServer::start(Deadlines {
        head: SHORT,
        ..PATIENT
    });
    let many = u32::try_from(90).unwrap();
    assert!(many * app::BUSY > SHORT);
    let mut clients = Vec::new();
    for _ in 0..many {
        let mut client = server.connect().await;
        client.get("/waited").await;
        clients.push(client);
    }
    for client in &mut clients {
        let answer = client.read_until(" ms.").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[test]
fn the_workers_together_keep_the_limit_of_connections() {
    assert_eq!(shares(4, 1000), (4, 250));
    assert_eq!(shares(3, 10), (3, 3));
    assert_eq!(shares(8, 2), (2, 1));
    assert_eq!(shares(0, 0), (1, 1));
}
