//! Bodies of answers to a login that are no JSON, or more of it than anybody can hold.

use super::{Oddity, bomb};
use crate::registry_attacks::{moment::Moment, script::Step};

pub(super) fn all() -> Vec<Oddity> {
    let deep = |open: &str, close: &str| {
        let depth = 60 * 1024 / (open.len() + close.len());
        open.repeat(depth) + &close.repeat(depth)
    };
    let mut all: Vec<_> = [
        ("no body", String::new()),
        ("a page", "<html></html>".to_owned()),
        ("half an object", "{\"token\":\"a".to_owned()),
        (
            "two objects",
            "{\"token\":\"a\"}{\"token\":\"b\"}".to_owned(),
        ),
        ("a list", "[\"token\"]".to_owned()),
        ("a number", "7".to_owned()),
        (
            "a huge number",
            format!("{{\"token\":{}}}", "9".repeat(50_000)),
        ),
        ("an absurd exponent", "{\"token\":1e999999999}".to_owned()),
        ("null", "null".to_owned()),
        (
            "the same member twice",
            "{\"token\":\"a\",\"token\":\"b\"}".to_owned(),
        ),
        ("deep lists", deep("[", "]")),
        ("deep objects", deep("{\"a\":", "}")),
        (
            "deep lists in a member",
            format!("{{\"x\":{}}}", deep("[", "]")),
        ),
        ("a byte-order mark", "\u{feff}{\"token\":\"a\"}".to_owned()),
        ("half of a surrogate", "{\"token\":\"\\ud800\"}".to_owned()),
        ("an escape that is none", "{\"token\":\"\\x41\"}".to_owned()),
        (
            "a body past the limit",
            format!("{{\"token\":\"a\"}}{}", " ".repeat(64 * 1024)),
        ),
        (
            "many members",
            format!("{{{}\"token\":\"a b\"}}", "\"x\":0,".repeat(9_000)),
        ),
    ]
    .into_iter()
    .map(|(name, body)| Oddity::token_body(name, body))
    .collect();
    all.push(Oddity::token_body(
        "bytes that are no text",
        b"{\"token\":\"\xff\xfe\xc0\x80\"}",
    ));
    all.push(Oddity::token_body("NULs", [0; 1024]));
    all.extend(packed());
    all
}

/// Packed, as nobody asked for it.
fn packed() -> Vec<Oddity> {
    let bomb = bomb::gzip(60 * 1024);
    ["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip"]
        .into_iter()
        .map(|encoding| {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {}\r\n\r\n",
                bomb.len()
            );
            let steps = vec![Step::Send([head.as_bytes(), &bomb].concat())];
            let moments = &[Moment::Hello, Moment::Login, Moment::Token];
            Oddity::at(moments, format!("a bomb of {encoding}"), steps)
        })
        .collect()
}
