//! Heads that are slow, endless, or none.

use super::Oddity;
use crate::registry_attacks::script::Step;

const BEGIN: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

pub(super) fn all() -> Vec<Oddity> {
    let mut all = patient();
    all.extend(endless());
    all.extend(none());
    all.extend(statuses());
    all
}

/// They come to an end long after the deadline, or to none.
fn patient() -> Vec<Oddity> {
    let dripping = |name: &str, begin: &str, rest: &str| {
        Oddity::always(name, vec![Step::send(begin), Step::drip(rest)])
    };
    vec![
        Oddity::always("silence", vec![Step::Hang]),
        dripping("a slow status line", "", BEGIN),
        dripping("a slow header", BEGIN, "x-slow: header of a slow registry"),
        Oddity::always(
            "half a head, then silence",
            vec![Step::send(BEGIN), Step::Hang],
        ),
        Oddity::always(
            "a reset in the head",
            vec![Step::send(&BEGIN[..20]), Step::Close],
        ),
        Oddity::always("an end in the place of a head", vec![Step::Close]),
    ]
}

fn endless() -> Vec<Oddity> {
    let long = "a".repeat(4096);
    let endless = |name: &str, begin: &str, again: String| {
        Oddity::always(name, vec![Step::send(begin), Step::forever(again)])
    };
    vec![
        endless("an endless status line", "HTTP/1.1 200 ", long.clone()),
        endless("an endless header", &format!("{BEGIN}x: "), long.clone()),
        endless("an endless name of a header", BEGIN, long.clone()),
        endless("endless headers", BEGIN, format!("x: {long}\r\n")),
        endless("endless short headers", BEGIN, "x: y\r\n".repeat(100)),
        endless("endless empty lines", "", "\r\n".repeat(100)),
        endless(
            "endless invitations to go on",
            "",
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(50),
        ),
        endless(
            "endless early hints",
            "",
            "HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n".repeat(50),
        ),
        endless(
            "endless answers",
            "",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".repeat(50),
        ),
        Oddity::always(
            "a head of a megabyte",
            vec![Step::send(format!(
                "{BEGIN}x: {}\r\n\r\n",
                "a".repeat(1 << 20)
            ))],
        ),
        Oddity::always(
            "ten thousand headers",
            vec![Step::send(format!(
                "{BEGIN}{}\r\n",
                "x: y\r\n".repeat(10_000)
            ))],
        ),
    ]
}

/// They are no heads of HTTP/1.1.
fn none() -> Vec<Oddity> {
    let texts: [(&str, &[u8]); 19] = [
        ("HTTP/0.9", b"<html>a page of another century</html>"),
        ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("frames of HTTP/2", &[0, 0, 0, 4, 0, 0, 0, 0, 0]),
        ("HTTP/2.0", b"HTTP/2.0 200 OK\r\n\r\n"),
        ("HTTP/9.9", b"HTTP/9.9 200 OK\r\n\r\n"),
        ("another protocol", b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        (
            "a greeting of mail",
            b"220 mail.example ESMTP\r\n250 OK\r\n",
        ),
        ("RTSP", b"RTSP/1.0 200 OK\r\n\r\n"),
        ("zeros", &[0; 512]),
        (
            "bytes of every kind",
            &[0xff, 0xfe, 0x80, 0, 0x0d, 0x0a, 0x0d, 0x0a],
        ),
        ("TLS in TLS", &[22, 3, 1, 0, 5, 1, 0, 0, 1, 3]),
        (
            "a request in the place of an answer",
            b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        ),
        (
            "a header with NUL",
            b"HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n",
        ),
        (
            "a header without a name",
            b"HTTP/1.1 200 OK\r\n: a\r\ncontent-length: 0\r\n\r\n",
        ),
        (
            "a space before a colon",
            b"HTTP/1.1 200 OK\r\nx : a\r\ncontent-length: 0\r\n\r\n",
        ),
        (
            "a folded header",
            b"HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n",
        ),
        ("a bare CR", b"HTTP/1.1 200 OK\rx: a\r\n\r\n"),
        ("bare LFs", b"HTTP/1.1 200 OK\nx: a\ncontent-length: 0\n\n"),
        (
            "a header that is not ASCII",
            b"HTTP/1.1 200 \xc3\xa9\r\nx: \xff\xfe\r\ncontent-length: 0\r\n\r\n",
        ),
    ];
    let text = |(name, bytes): (&str, &[u8])| {
        Oddity::always(name, vec![Step::Send(bytes.to_vec()), Step::Close])
    };
    texts.into_iter().map(text).collect()
}

/// 200 is no odd one, nor is 401.
fn statuses() -> Vec<Oddity> {
    let statuses = [
        "0",
        "000",
        "099",
        "101",
        "199",
        "201",
        "202",
        "204",
        "205",
        "206",
        "226",
        "300",
        "304",
        "306",
        "400",
        "402",
        "404",
        "407",
        "408",
        "418",
        "421",
        "425",
        "426",
        "429",
        "431",
        "451",
        "499",
        "500",
        "502",
        "503",
        "504",
        "511",
        "599",
        "600",
        "999",
        "1000",
        "20",
        "-200",
        "2OO",
        "2000000000",
    ];
    let odd = |status: &str| {
        let head = format!(
            "HTTP/1.1 {status} X\r\nretry-after: 99999999\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"
        );
        Oddity::always(
            format!("the status {status}"),
            vec![Step::send(head), Step::Close],
        )
    };
    statuses.into_iter().map(odd).collect()
}
