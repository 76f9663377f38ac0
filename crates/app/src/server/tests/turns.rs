//! Requests that come at once and wait for their turn.

use super::*;

/// So many that the last of them wait for two rounds of others.
const MANY: u32 = 90;

/// Clients of whom each asks for its own wait.
async fn asking(server: &TestServer) -> Vec<Client> {
    let mut clients = Vec::new();
    for _ in 0..MANY {
        clients.push(server.connect().await);
    }
    for client in &mut clients {
        client.get("/waited").await;
    }
    clients
}

#[tokio::test]
async fn what_comes_at_once_is_let_in_a_few_at_a_time_and_knows_how_long_it_has_waited() {
    let server = TestServer::start(PATIENT);
    let begin = Instant::now();
    let mut clients = asking(&server).await;
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
    assert!(MANY * app::BUSY > SHORT);
    let mut clients = Vec::new();
    for _ in 0..MANY {
        let mut client = server.connect().await;
        client.get("/waited").await;
        clients.push(client);
    }
    for client in &mut clients {
        let answer = client.read_until(" ms.").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[tokio::test]
async fn whoever_leaves_the_line_keeps_nobody_waiting() {
    let server = TestServer::start(PATIENT);
    let clients = asking(&server).await;
    let mut stay = Vec::new();
    for (nth, client) in clients.into_iter().enumerate() {
        if nth % 2 == 0 {
            stay.push(client);
        }
    }
    for client in &mut stay {
        let answer = client.read_until(" ms.").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    let mut next = server.connect().await;
    next.get("/echo/next.").await;
    next.read_until("next.").await;
}

#[tokio::test]
async fn whoever_sends_no_more_while_he_waits_is_answered() {
    let server = TestServer::start(PATIENT);
    let mut clients = asking(&server).await;
    for client in &mut clients {
        client.socket.shutdown().await.unwrap();
    }
    for client in &mut clients {
        let answer = client.read_until(" ms.").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert_eq!(client.read_to_close().await, "");
    }
}

#[tokio::test]
async fn a_graceful_stop_answers_who_is_in_or_leaves_him_without_any_of_an_answer() {
    let server = TestServer::start(PATIENT);
    let mut clients = asking(&server).await;
    let first = clients[0].read_until(" ms.").await;
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    let begin = Instant::now();

    server.stop.stop_gracefully();

    for client in &mut clients[1..] {
        let answer = client.read_to_close().await;
        assert!(answer.is_empty() || answer.ends_with(" ms."), "{answer}");
    }
    assert!(server.ended().await.is_ok());
    assert!(begin.elapsed() < PATIENT.drain);
}
