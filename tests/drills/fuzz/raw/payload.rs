use fastrand::Rng;

use super::words::{NUMBERS, Words, any, once_in, one};

/// A body, which may be empty.
pub(super) fn draw(words: &Words, rng: &mut Rng) -> Vec<u8> {
    let mut body = words.bodies[rng.usize(..words.bodies.len())]
        .clone()
        .into_bytes();
    match rng.u8(..8) {
        0 => return any(rng.usize(..300), rng),
        1 => return Vec::new(),
        2 => return nested(rng),
        3 if once_in(10, rng) => {
            body = format!("{{\"name\":\"{}\"}}", "n".repeat(rng.usize(..70_000))).into_bytes();
        }
        _ => {}
    }
    while once_in(2, rng) && !body.is_empty() {
        spoil(&mut body, rng);
    }
    body
}

/// Arrays and objects in each other, deeper than anybody needs.
fn nested(rng: &mut Rng) -> Vec<u8> {
    let depth = rng.usize(..3_000);
    let (open, close) = if rng.bool() {
        ("[", "]")
    } else {
        ("{\"a\":", "}")
    };
    let close = if rng.bool() {
        close.repeat(depth)
    } else {
        String::new()
    };
    format!("{{\"name\":{}1{close}}}", open.repeat(depth)).into_bytes()
}

/// Changes one thing somewhere.
fn spoil(body: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.usize(..body.len());
    match rng.u8(..6) {
        0 => body[at] = rng.u8(..),
        1 => body.truncate(at),
        2 => {
            let number = one(NUMBERS, rng).bytes();
            body.splice(at..at, number);
        }
        3 => {
            let piece = one(
                &[
                    "\"",
                    "\\u0000",
                    "\\ud800",
                    "\u{feff}",
                    "null",
                    "true",
                    "{",
                    "]",
                    ",",
                    ":",
                    "\"name\":1,",
                    "\0",
                ],
                rng,
            );
            body.splice(at..at, piece.bytes());
        }
        4 => {
            let to = at + rng.usize(..=body.len() - at);
            body.drain(at..to);
        }
        _ => {
            let to = at + rng.usize(..=body.len() - at);
            let again = body[at..to].to_vec();
            body.splice(at..at, again);
        }
    }
}

/// The same in chunks, with the header that says so.
pub(super) fn chunked(body: &[u8], rng: &mut Rng) -> (Vec<u8>, Vec<u8>) {
    let mut chunks = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(rng.usize(1..=rest.len()));
        let extension = if once_in(4, rng) { ";a=\"b\"" } else { "" };
        chunks.extend(format!("{:x}{extension}\r\n", chunk.len()).bytes());
        chunks.extend(chunk);
        chunks.extend(b"\r\n");
        rest = behind;
    }
    chunks.extend(b"0\r\n\r\n");
    (b"transfer-encoding: chunked\r\n".to_vec(), chunks)
}
