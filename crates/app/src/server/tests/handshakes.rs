//! Clients on their way to TLS, and those that never get there.

use rustls::{HandshakeKind, ProtocolVersion, version};
use tokio::time::sleep;

use super::{
    app::TRICKLE,
    carriers::{CERTIFIED, certify, shake_hands, showing, speaking, trusting},
    *,
};

const HASTY: Deadlines = Deadlines {
    head: SHORT,
    ..PATIENT
};

/// How every handshake begins: the length of a message that never comes.
const BEGIN: &[u8] = &[22, 3, 1, 2, 0];

async fn socket(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.address).await.unwrap()
}

/// What comes until the server closes.
async fn rest(mut socket: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let _ = soon(socket.read_to_end(&mut rest)).await;
    rest
}

#[tokio::test]
async fn a_client_that_does_not_begin_the_handshake_is_closed() {
    let server = TestServer::start(HASTY);
    let begin = Instant::now();

    assert_eq!(rest(socket(&server).await).await, b"");
    assert!(begin.elapsed() >= SHORT);
}

#[tokio::test]
async fn bytes_trickling_in_do_not_extend_the_handshake() {
    let server = TestServer::start(HASTY);
    let (answers, mut sent) = socket(&server).await.into_split();
    sent.write_all(BEGIN).await.unwrap();

    let cut = async {
        while sent.write_all(&[0]).await.is_ok() {
            sleep(TRICKLE).await;
        }
    };

    assert!(timeout(LONG / 2, cut).await.is_ok());
    drop(answers);
}

#[tokio::test]
async fn the_handshake_is_part_of_the_wait_for_the_first_head() {
    let head = SHORT * 4;
    let server = TestServer::start(Deadlines { head, ..PATIENT });
    let begin = Instant::now();
    let late = socket(&server).await;
    sleep(SHORT * 3).await;

    let mut late = shake_hands(late, trusting(&CERTIFIED)).await.unwrap();

    assert_eq!(soon(late.read(&mut [0])).await.unwrap(), 0);
    let took = begin.elapsed();
    assert!(took >= head && took < head + SHORT * 3, "{took:?}");
}

#[tokio::test]
async fn what_is_not_tls_is_closed_at_once() {
    let server = TestServer::start(PATIENT);
    for garbage in [
        "GET /echo/plain. HTTP/1.1\r\nhost: test\r\n\r\n",
        "\0\0\0\0\0",
    ] {
        let mut client = socket(&server).await;
        client.write_all(garbage.as_bytes()).await.unwrap();

        let answer = rest(client).await;
        assert!(!answer.starts_with(b"HTTP"), "{}", answer.escape_ascii());
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_handshake() {
    let server = TestServer::start(PATIENT);
    let halfway = socket(&server).await;
    // Once this one is answered, the one before has been accepted.
    let mut client = server.connect().await;
    client.get("/echo/first.").await;
    client.read_until("first.").await;
    let begin = Instant::now();

    server.stop.stop_gracefully();

    assert!(server.ended().await.is_ok());
    assert!(begin.elapsed() < PATIENT.drain);
    assert_eq!(rest(halfway).await, b"");
}

#[tokio::test]
async fn a_client_may_speak_version_2_or_3() {
    let server = TestServer::start(PATIENT);
    for (version, spoken) in [
        (&version::TLS12, ProtocolVersion::TLSv1_2),
        (&version::TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let config = speaking(&CERTIFIED, &[version]);
        let stream = shake_hands(socket(&server).await, config).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(spoken));

        let mut client = Client::on(stream);
        client.get("/echo/first.").await;
        assert!(
            client
                .read_until("first.")
                .await
                .starts_with("HTTP/1.1 200 ")
        );
    }
}

#[tokio::test]
async fn a_client_that_would_rather_speak_http_2_is_told_of_http_1_1() {
    let server = TestServer::start(PATIENT);
    let mut config = trusting(&CERTIFIED);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];

    let stream = shake_hands(socket(&server).await, config).await.unwrap();

    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
}

#[tokio::test]
async fn a_client_that_speaks_http_2_only_is_refused() {
    let server = TestServer::start(PATIENT);
    let mut config = trusting(&CERTIFIED);
    config.alpn_protocols = vec![b"h2".to_vec()];

    let refused = shake_hands(socket(&server).await, config).await;

    assert!(refused.is_err());
}

#[tokio::test]
async fn a_replaced_certificate_is_shown_to_those_who_come_later() {
    let (tls, fresh) = (Tls::tls().unwrap(), certify());
    let mut options = TestServer::options(PATIENT);
    options.tls = Some(tls.clone());
    let server = TestServer::start_with(options);
    let knows = Arc::new(trusting(&CERTIFIED));
    let mut standing = server.connect().await;
    for kind in [HandshakeKind::Full, HandshakeKind::Resumed] {
        let stream = shake_hands(socket(&server).await, knows.clone()).await;
        let stream = stream.unwrap();
        assert_eq!(stream.get_ref().1.handshake_kind(), Some(kind));
        // Among the answer is what resumes the session.
        let mut client = Client::on(stream);
        client.get("/echo/known.").await;
        client.read_until("known.").await;
    }

    tls.replace(showing(&fresh));

    let refused = shake_hands(socket(&server).await, knows).await;
    assert!(refused.is_err());
    let later = shake_hands(socket(&server).await, trusting(&fresh)).await;
    assert!(later.is_ok());
    standing.get("/echo/standing.").await;
    let answer = standing.read_until("standing.").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
