//! What is no HTTP, or breaks off.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use pullkey_tests::Place;

use super::{
    canary::Canaries,
    traffic::{Answer, Answers},
};

const PATIENCE: Duration = Duration::from_secs(1);

/// Sends all of it, each on a connection of its own, and hangs up.
pub(super) fn send(place: &Place, key: &str, canaries: &Canaries, answers: &Answers) {
    for (label, bytes) in messages(key, canaries) {
        let Ok(mut stream) = TcpStream::connect(place.address()) else {
            continue;
        };
        drop(stream.set_read_timeout(Some(PATIENCE)));
        drop(stream.write_all(bytes.as_bytes()));
        drop(stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        answers.add(Answer {
            label,
            bytes: answer,
            issued: None,
        });
    }
}

fn messages(key: &str, canaries: &Canaries) -> Vec<(String, String)> {
    let of = |what: &str| canaries.header(&format!("what was sent as {what}"));
    let path = |what: &str| canaries.url(&format!("what was sent as {what}"));
    let heads = [
        ("no HTTP", format!("{}\r\n\r\n", of("no HTTP"))),
        (
            "an unknown version",
            get(&format!("/{}", path("an unknown version")), "HTTP/9.9"),
        ),
        (
            "a method",
            format!(
                "{} / HTTP/1.1\r\nhost: x\r\n\r\n",
                of("a method").replace([' ', '"', '\\', '/'], "")
            ),
        ),
        (
            "a path with two slashes",
            get(
                &format!("//{}?{}", path("a path"), path("a query")),
                "HTTP/1.1",
            ),
        ),
        (
            "a whole URL",
            get(&format!("http://u:{}@x/", path("a whole URL")), "HTTP/1.1"),
        ),
    ];
    let named = |(what, text): (&str, String)| (format!("raw, {what}"), text);
    let all = heads.into_iter().chain(creates(key, of));
    all.map(named).collect()
}

fn get(target: &str, version: &str) -> String {
    format!("GET {target} {version}\r\nhost: x\r\n\r\n")
}

/// Creates whose framing is broken, with a key that may create.
fn creates(key: &str, of: impl Fn(&str) -> String) -> [(&'static str, String); 5] {
    let line = "POST /v3/docker-registries HTTP/1.1";
    let head = format!(
        "{line}\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {key}\r\n"
    );
    let body = |what: &str| {
        let secret = of(what).replace(['"', '\\'], "");
        format!("{{\"name\":\"n\",\"secret\":\"{secret}\"")
    };
    let with = |what, end: &str| (what, format!("{head}{end}"));
    let x = |what: &str| format!("x: {}", of(what));
    let chunked = "transfer-encoding: chunked\r\n\r\nxyz\r\n";
    [
        with(
            "a header without a colon",
            &format!("{}\r\n\r\n", of("a header without a colon")),
        ),
        with(
            "two lengths",
            &format!(
                "{}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
                x("two lengths")
            ),
        ),
        with("a head that breaks off", &x("a head that breaks off")),
        with(
            "a body that breaks off",
            &format!(
                "content-length: 9999\r\n\r\n{}",
                body("a body that breaks off")
            ),
        ),
        with(
            "broken chunks",
            &format!("{chunked}{}", body("broken chunks")),
        ),
    ]
}
