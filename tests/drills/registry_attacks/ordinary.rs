//! What the attacker's registry answers where it behaves.

use super::{
    identity::REGISTRY,
    script::{Asked, Step},
};

/// It asks for a token.
pub(super) fn challenge() -> Vec<Step> {
    challenge_of(&format!(
        "Bearer realm=\"https://{REGISTRY}/token\",service=\"x\""
    ))
}

/// It asks for the login in this way.
pub(super) fn challenge_of(challenge: &str) -> Vec<Step> {
    vec![Step::send(format!(
        "HTTP/1.1 401 X\r\nwww-authenticate: {challenge}\r\ncontent-length: 0\r\n\r\n"
    ))]
}

/// It hands out tokens to anybody, takes no password, and has every image.
pub(super) fn answer(asked: &Asked) -> Vec<Step> {
    match asked.path.as_str() {
        "/v2/" => challenge(),
        "/token" => json("{\"token\":\"opaque\"}"),
        _ if asked.is_head => vec![Step::send("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n")],
        _ => vec![Step::send(
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        )],
    }
}

/// 200 with this body, as that of a registry.
pub(super) fn json(body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    vec![Step::Send([head.as_bytes(), body].concat())]
}
