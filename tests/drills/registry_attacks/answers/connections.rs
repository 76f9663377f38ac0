//! Connections that end, hang or turn out to be something else before there is a question.

use std::sync::Arc;

use crate::registry_attacks::{
    ordinary,
    script::{Manner, Step},
};

/// The head of a record of a handshake, which a long answer of a server would follow.
const HELLO: &[u8] = &[22, 3, 3, 0x3f, 0, 2, 0, 0x3e, 0xfc, 3, 3];
const ALERT: &[u8] = &[21, 3, 3, 0, 2, 1, 0];

pub(super) fn all() -> Vec<(String, Manner)> {
    let mut all: Vec<_> = before_tls()
        .into_iter()
        .map(|(name, first)| {
            let manner = Manner {
                first,
                ..ordinary()
            };
            (name.to_owned(), manner)
        })
        .collect();
    for (name, then) in before_questions() {
        let manner = Manner { then, ..ordinary() };
        all.push((name.to_owned(), manner));
    }
    let without_tls = Manner {
        is_tls: false,
        ..ordinary()
    };
    all.push(("no TLS".to_owned(), without_tls));
    all
}

fn before_tls() -> Vec<(&'static str, Vec<Step>)> {
    let plain = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let take_and = |step| vec![Step::Take, step];
    vec![
        ("a connection that is closed at once", vec![Step::Close]),
        (
            "a connection that is closed in the handshake",
            take_and(Step::Close),
        ),
        ("a handshake that never begins", vec![Step::Hang]),
        ("a handshake that never ends", take_and(Step::Hang)),
        (
            "a handshake that stops in a record",
            vec![Step::Take, Step::send(HELLO), Step::Hang],
        ),
        (
            "a handshake that is cut in a record",
            vec![Step::Take, Step::send(HELLO), Step::Close],
        ),
        (
            "a slow handshake",
            vec![Step::Take, Step::send(HELLO), Step::drip([0; 60])],
        ),
        (
            "endless records",
            take_and(Step::forever([HELLO, &[0; 4096]].concat())),
        ),
        (
            "endless warnings",
            take_and(Step::forever(ALERT.repeat(100))),
        ),
        ("endless zeros", vec![Step::forever([0; 4096])]),
        ("endless letters", vec![Step::forever([b'a'; 4096])]),
        (
            "an answer without TLS",
            vec![Step::Take, Step::send(plain), Step::Close],
        ),
        (
            "an answer without TLS, unasked",
            vec![Step::send(plain), Step::Hang],
        ),
        (
            "another protocol before TLS",
            vec![Step::send("220 ready\r\n"), Step::Hang],
        ),
    ]
}

fn before_questions() -> Vec<(&'static str, Vec<Step>)> {
    let unasked =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    vec![
        (
            "a connection that is closed after the handshake",
            vec![Step::Close],
        ),
        ("silence after the handshake", vec![Step::Hang]),
        (
            "an answer that nobody asked for",
            vec![Step::send(unasked), Step::Hang],
        ),
        (
            "endless answers that nobody asked for",
            vec![Step::forever(unasked)],
        ),
        (
            "endless zeros after the handshake",
            vec![Step::forever([0; 4096])],
        ),
        (
            "a slow answer that nobody asked for",
            vec![Step::drip(unasked)],
        ),
    ]
}

fn ordinary() -> Manner {
    Manner::answering(Arc::new(ordinary::answer))
}
