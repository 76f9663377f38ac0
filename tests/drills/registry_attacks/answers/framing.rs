//! Bodies whose end cannot be told, or does not come.

use super::Oddity;
use crate::registry_attacks::script::Step;

const BEGIN: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const CHUNKED: &str = "transfer-encoding: chunked\r\n\r\n";
/// As an answer of a registry would be, but that nothing says so.
const PLAIN: &str = "HTTP/1.1 200 OK\r\n";

const WRONG: &[(&str, &str)] = &[
    ("a negative length", "content-length: -1\r\n\r\n{}"),
    ("a length with a sign", "content-length: +2\r\n\r\n{}"),
    ("a length with a space", "content-length: 1 0\r\n\r\n{}"),
    ("a length in hex", "content-length: 0x2\r\n\r\n{}"),
    (
        "a length past all numbers",
        "content-length: 99999999999999999999999\r\n\r\n{}",
    ),
    (
        "two lengths",
        "content-length: 2\r\ncontent-length: 20\r\n\r\n{}",
    ),
    ("two lengths in one", "content-length: 2, 20\r\n\r\n{}"),
    ("no length in its header", "content-length: \r\n\r\n{}"),
    ("a length that is too long", "content-length: 200\r\n\r\n{}"),
    (
        "a length and chunks",
        "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ),
    ("another encoding", "transfer-encoding: gzip\r\n\r\n{}"),
    (
        "chunks that are not the last encoding",
        "transfer-encoding: chunked, gzip\r\n\r\n{}",
    ),
    (
        "chunks without a number",
        "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "a negative chunk",
        "transfer-encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
    ),
    (
        "a chunk past all numbers",
        "transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}",
    ),
    (
        "the largest chunk",
        "transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    ),
    (
        "a chunk that is too long",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}{}{}\r\n0\r\n\r\n",
    ),
    (
        "a chunk without its end",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
    ),
    (
        "no last chunk",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ),
    (
        "a body that is cut off",
        "content-length: 20\r\n\r\n{\"token\":",
    ),
];

pub(super) fn all() -> Vec<Oddity> {
    let mut all = endless();
    all.extend(wrong());
    all
}

/// An answer to a question for a manifest has no body, whatever its head says: what follows is no part of it.
fn endless() -> Vec<Oddity> {
    let much = "a".repeat(4096);
    let chunk = format!("1000\r\n{much}\r\n");
    let endless = |name: &str, head: &str, again: &str| {
        let head = format!("{BEGIN}{head}");
        Oddity::always(name, vec![Step::send(head), Step::forever(again)])
    };
    let slow = |name: &str, head: &str, rest: &str| {
        let head = format!("{BEGIN}{head}");
        Oddity::always(name, vec![Step::send(head), Step::drip(rest)])
    };
    vec![
        endless("endless chunks", CHUNKED, &chunk),
        endless("endless small chunks", CHUNKED, &"1\r\na\r\n".repeat(100)),
        endless(
            "an endless extension of a chunk",
            &format!("{CHUNKED}1;x="),
            &much,
        ),
        endless("an endless length of a chunk", CHUNKED, &"0".repeat(4096)),
        endless(
            "endless trailers",
            &format!("{CHUNKED}0\r\n"),
            &format!("x: {much}\r\n"),
        ),
        endless("an endless body", "\r\n", &much),
        endless(
            "a body of exabytes",
            "content-length: 9000000000000000000\r\n\r\n",
            &much,
        ),
        slow("a slow body", "content-length: 200\r\n\r\n", &much[..200]),
        slow("slow chunks", CHUNKED, &"1\r\na\r\n".repeat(20)),
        slow("a slow body without an end", "\r\n", &much[..200]),
        slow(
            "slow trailers",
            &format!("{CHUNKED}0\r\n"),
            "x-slow: trailers of a registry",
        ),
    ]
}

fn wrong() -> Vec<Oddity> {
    let mut all: Vec<_> = WRONG
        .iter()
        .map(|(name, rest)| {
            let text = format!("{PLAIN}{rest}");
            Oddity::always(*name, vec![Step::send(text), Step::Close])
        })
        .collect();
    // What stands behind an answer is not the answer to the next question.
    let twice = format!("{PLAIN}content-length: 0\r\n\r\n{BEGIN}content-length: 2\r\n\r\n{{}}");
    all.push(Oddity::always(
        "two answers at once",
        vec![Step::send(twice)],
    ));
    all
}
