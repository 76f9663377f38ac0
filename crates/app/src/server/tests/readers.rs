//! Clients that ask for much and do not take it.

use tokio::time::sleep;

use super::{app::BIG, *};

const HASTY: Deadlines = Deadlines {
    write: SHORT,
    stream: SHORT,
    ..PATIENT
};
/// Longer than it takes the sockets to move on after a client has read a little.
const LENIENT: Deadlines = Deadlines {
    head: SHORT.saturating_mul(2),
    write: SHORT.saturating_mul(2),
    stream: SHORT.saturating_mul(2),
    ..PATIENT
};

#[tokio::test]
async fn a_client_that_does_not_read_is_cut() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/big").await;

    soon(server.observed.body_gone.notified()).await;

    assert!(client.read_to_close().await.len() < BIG);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_after_it_closed_its_side() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/big").await;
    client.socket.shutdown().await.unwrap();

    soon(server.observed.body_gone.notified()).await;

    assert!(client.read_to_close().await.len() < BIG);
}

#[tokio::test]
async fn a_client_that_closed_its_side_gets_its_answer() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/echo/half.").await;
    client.socket.shutdown().await.unwrap();

    assert!(client.read_to_close().await.ends_with("half."));
}

#[tokio::test]
async fn a_client_that_reads_slowly_does_not_gain_time_by_it() {
    let server = TestServer::start(LENIENT);
    let mut client = server.connect().await;
    client.get("/big").await;

    assert!(read_slowly(&mut client).await < BIG);
}

#[tokio::test]
async fn a_stalled_stream_is_cut() {
    let server = TestServer::start(HASTY);
    let mut client = server.connect().await;
    client.get("/held").await;

    soon(server.observed.body_gone.notified()).await;

    assert!(client.read_to_close().await.len() < BIG);
}

#[tokio::test]
async fn a_stream_has_a_patience_of_its_own() {
    let server = TestServer::start(Deadlines {
        stream: LONG,
        ..HASTY
    });
    let mut client = server.connect().await;
    client.get("/held").await;
    sleep(SHORT * 3).await;

    assert_eq!(read_slowly(&mut client).await, BIG);
}

#[tokio::test]
async fn a_stream_that_makes_progress_may_take_longer_than_any_deadline() {
    let server = TestServer::start(LENIENT);
    let mut client = server.connect().await;
    client.get("/held").await;

    assert_eq!(read_slowly(&mut client).await, BIG);
}

/// Reads up to a big body in three times the lenient deadlines or more, and says how much came.
async fn read_slowly(client: &mut Client) -> usize {
    let mut read = 0;
    let mut buffer = vec![0; BIG / 32];
    while read < BIG && soon(client.socket.read_exact(&mut buffer)).await.is_ok() {
        read += buffer.len();
        sleep(LENIENT.write / 10).await;
    }
    read
}
