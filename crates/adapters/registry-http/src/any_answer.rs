//! Answers as strangers may give them: no reader panics, and what is taken is what can be sent on. `PROPTEST_CASES=200000`
//! tries so many.

use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
use proptest::{collection::vec, prelude::*};
use time::UtcDateTime;

use crate::{challenge::Challenge, token::Token};

/// Text of these pieces, and of any others now and then.
fn text(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        5 => prop::sample::select(pieces).prop_map(|it| it.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..12),
    ];
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

const CHALLENGES: &[&str] = &[
    "Basic",
    "Bearer",
    "bearer ",
    "Negotiate ",
    "realm=",
    "service=",
    "scope=",
    "\"",
    "\\\"",
    "\\",
    ",",
    " ",
    "=",
    "==",
    "https://auth.example/token",
    "repository:acme/app:pull",
    "\"https://auth.example/token\"",
    "é",
    "token68==",
];
const TOKENS: &[&str] = &[
    "{",
    "}",
    "\"token\":",
    "\"access_token\":",
    "\"expires_in\":",
    "\"",
    ",",
    "null",
    "300",
    "-1",
    "1e400",
    "18446744073709551616",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiZXhwIjoxZTMwOH0.",
    "a.eyJzdWIiOiIifQ.b",
    "\"abc\"",
    "\"a b\"",
    "{\"token\":\"abc\"}",
    "\\u0000",
];

proptest! {
    #[test]
    fn any_challenge_is_read_or_none(lines in vec(text(CHALLENGES), 0..4)) {
        let mut headers = HeaderMap::new();
        let lines = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok());
        let mut length = 0;
        for line in lines {
            length += line.len() as u64;
            headers.append(WWW_AUTHENTICATE, line);
        }
        let best = Challenge::best(&headers);
        prop_assert!(best.is_none_or(|best| best.size() <= length));
    }

    #[test]
    fn any_token_is_one_that_a_header_can_carry_or_none(body in text(TOKENS)) {
        if let Some(token) = Token::read(&body) {
            prop_assert!(token.bearer().is_ok());
            prop_assert!(token.subject().is_none_or(|it| !it.is_empty()));
            prop_assert!(token.lifetime(UtcDateTime::UNIX_EPOCH).as_secs() < 100_000);
        }
    }
}
