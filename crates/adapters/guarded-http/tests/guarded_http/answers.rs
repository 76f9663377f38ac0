use std::time::{Duration, Instant};

use http::{HeaderValue, Method, header};
use pullkey_guarded_http::{Error, Limits, Refusal, Request};

use crate::server::{Answer, SHORT, Server, get};

const LIMITS: Limits = Limits::exchange(1_000);

async fn asked(answer: Answer) -> (Result<bytes::Bytes, Error>, Duration) {
    let server = Server::at("127.0.0.1:0", answer).await;
    let began = Instant::now();
    let answer = server
        .client()
        .send(get(server.url().as_str()), SHORT)
        .await;
    let read = match answer {
        Ok(answer) => answer.into_body().read().await,
        Err(error) => Err(error),
    };
    (read, began.elapsed())
}

#[tokio::test]
async fn a_redirect_is_answered_and_not_followed() {
    let redirect =
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
    let server = Server::at("127.0.0.1:0", Answer::Whole(redirect)).await;
    let client = server.client();
    let answer = client.send(get(server.url().as_str()), LIMITS).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 307);
    assert_eq!(answer.headers()[header::LOCATION], "/elsewhere");
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn what_is_sent_is_what_was_given_and_the_host() {
    let server = Server::at("127.0.0.1:0", crate::server::OK).await;
    let mut request = Request::get(server.url());
    request.method = Method::POST;
    request.url.set_query(Some("scope=a b"));
    request.url.set_fragment(Some("stays"));
    request.body = "{}".into();
    let value = HeaderValue::from_static("Basic c2VjcmV0");
    request.headers.insert(header::AUTHORIZATION, value);
    // What would make another request of it, or send it elsewhere.
    for (name, value) in [
        (header::HOST, "internal.example"),
        (header::CONTENT_LENGTH, "200"),
        (header::TRANSFER_ENCODING, "chunked"),
        (header::CONNECTION, "upgrade"),
        (header::UPGRADE, "h2c"),
        (header::EXPECT, "100-continue"),
    ] {
        request
            .headers
            .insert(name, HeaderValue::from_static(value));
    }
    server.client().send(request, LIMITS).await.unwrap();
    let head = server.heads().remove(0).to_ascii_lowercase();
    let mut lines: Vec<_> = head.trim_end().split("\r\n").collect();
    lines[1..].sort_unstable();
    let host = format!("host: {}", server.address);
    assert_eq!(
        lines,
        [
            "post /v2/?scope=a%20b http/1.1",
            "authorization: basic c2vjcmv0",
            "content-length: 2",
            &host,
        ]
    );
}

#[tokio::test]
async fn nothing_is_unpacked() {
    let packed = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 6\r\n\r\npacked";
    let (read, _) = asked(Answer::Whole(packed)).await;
    assert_eq!(read.unwrap(), "packed");
}

#[tokio::test]
async fn an_answer_that_does_not_begin_ends_in_time() {
    let (read, took) = asked(Answer::Repeating("", "", Duration::from_mins(1))).await;
    assert!(matches!(read, Err(Error::Overdue)));
    assert!(took >= SHORT.head && took < SHORT.head * 3);
}

#[tokio::test]
async fn a_head_that_comes_line_by_line_ends_in_time() {
    let slow = Answer::Repeating("HTTP/1.1 200 OK\r\n", "x: y\r\n", Duration::from_millis(50));
    let (read, took) = asked(slow).await;
    assert!(matches!(read, Err(Error::Overdue)));
    assert!(took < SHORT.head * 3);
}

#[tokio::test]
async fn answers_that_announce_another_for_ever_end_in_time() {
    let again = "HTTP/1.1 103 Early Hints\r\n\r\n";
    let (read, took) = asked(Answer::Repeating("", again, Duration::from_millis(1))).await;
    assert!(matches!(read, Err(Error::Overdue)));
    assert!(took < SHORT.head * 3);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_none() {
    let lines = Answer::Repeating("HTTP/1.1 200 OK\r\n", LONG_LINE, Duration::ZERO);
    let (read, _) = asked(lines).await;
    assert!(matches!(read, Err(Error::NotHttp(_))), "{read:?}");
}

const LONG_LINE: &str = "x-filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_ends_in_time() {
    let endless = Answer::Repeating(
        "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n",
        "x",
        Duration::from_millis(50),
    );
    let (read, took) = asked(endless).await;
    assert!(matches!(read, Err(Error::Overdue)));
    assert!(took >= SHORT.idle && took < SHORT.head * 4);
}

#[tokio::test]
async fn a_body_that_stops_ends_in_time_and_one_that_goes_on_does_not() {
    let server = Server::at(
        "127.0.0.1:0",
        Answer::Repeating(
            "HTTP/1.1 200 OK\r\n\r\n",
            "xxxxxxxxxx",
            Duration::from_millis(100),
        ),
    )
    .await;
    let streamed = Limits {
        total: None,
        bytes: Some(100),
        ..SHORT
    };
    let client = server.client();
    let began = Instant::now();
    let answer = client.send(get(server.url().as_str()), streamed).await;
    let read = answer.unwrap().into_body().read().await;
    // It took longer than any pause may, and ended by its size.
    assert!(matches!(read, Err(Error::TooLarge)));
    assert!(began.elapsed() > SHORT.total.unwrap());
    let stops = Answer::Repeating("HTTP/1.1 200 OK\r\n\r\nxx", "", Duration::from_mins(1));
    let (read, took) = asked(stops).await;
    assert!(matches!(read, Err(Error::Overdue)));
    assert!(took < SHORT.head * 3);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_given_up() {
    let endless = Answer::Repeating(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "64\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
        Duration::ZERO,
    );
    let (read, took) = asked(endless).await;
    assert!(matches!(read, Err(Error::TooLarge)));
    assert!(took < SHORT.head);
}

#[tokio::test]
async fn what_is_no_http_is_told_apart_from_what_ends_too_early() {
    for (answer, is_http) in [
        (Answer::Nothing, true),
        (
            Answer::Whole("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}"),
            true,
        ),
        (Answer::Whole("SSH-2.0-OpenSSH_9.2\r\n"), false),
        (Answer::Whole("{}\r\n\r\n"), false),
        (Answer::Whole("HTTP/1.1 200 OK\r\nx: \u{0}\r\n\r\n"), false),
        (Answer::Whole("HTTP/1.1 99999 OK\r\n\r\n"), false),
        (
            Answer::Whole("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}"),
            false,
        ),
    ] {
        let (read, _) = asked(answer).await;
        let is_right = match &read {
            Err(Error::CutOff(_)) => is_http,
            Err(Error::NotHttp(_)) => !is_http,
            _ => false,
        };
        assert!(is_right, "{read:?}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_read_in_time_is_overdue_though_it_is_there() {
    let server = Server::at("127.0.0.1:0", crate::server::OK).await;
    let client = server.client();
    let answer = client.send(get(server.url().as_str()), SHORT).await;
    tokio::time::sleep(SHORT.total.unwrap() * 2).await;
    let read = answer.unwrap().into_body().read().await;
    assert!(matches!(read, Err(Error::Overdue)));
}

#[tokio::test]
async fn no_tunnel_is_asked_for() {
    let server = Server::at("127.0.0.1:0", crate::server::OK).await;
    let mut request = Request::get(server.url());
    request.method = Method::CONNECT;
    let refused = server.client().send(request, LIMITS).await.err();
    assert!(matches!(refused, Some(Error::Refused(Refusal::Form))));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_request_shows_neither_its_headers_nor_its_query() {
    let mut request = get("https://ghcr.io/v2/?sig=canary");
    let value = HeaderValue::from_static("Basic canary");
    request.headers.insert(header::AUTHORIZATION, value);
    let shown = format!("{request:?}");
    assert!(shown.contains("https://ghcr.io/v2/") && !shown.contains("canary"));
}
