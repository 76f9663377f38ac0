use fastrand::Rng;

use super::{
    head, payload, target,
    words::{Words, any, once_in, one},
};

/// What is sent on one connection.
pub(super) struct Exchange {
    pub(super) bytes: Vec<u8>,
    /// The whole and well-framed requests in it, in order, each of which is to be answered.
    pub(super) whole: Vec<Asked>,
    /// What follows them and is no such request, if anything does.
    pub(super) tail: Option<Asked>,
}

/// How a request is answered hangs on this.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) target: String,
}

/// Where what goes wrong in a head, or behind it, may go wrong.
const BROKEN_HEADERS: &[&[u8]] = &[
    b"no colon\r\n",
    b"host: y\r\n",
    b": no name\r\n",
    b"a b: c\r\n",
    b"a : b\r\n",
    b"a: b\x00c\r\n",
    b"a: b\nc: d\r\n",
    b"a: b\r\n folded\r\n",
    b"\xff: a\r\n",
    b"content-length: 1\r\ncontent-length: 2\r\n",
    b"content-length: -1\r\n",
    b"content-length: +1\r\n",
    b"content-length: 1, 1\r\n",
    b"content-length: 18446744073709551616\r\n",
    b"content-length: 5\r\ntransfer-encoding: chunked\r\n",
    b"transfer-encoding: identity\r\n",
    b"transfer-encoding: gzip, chunked\r\n",
    b"transfer-encoding: chunked, chunked\r\n",
    b"transfer-encoding: xchunked\r\n",
    b"Transfer-Encoding : chunked\r\n",
    b"connection: upgrade\r\nupgrade: websocket\r\n",
    b"upgrade: h2c, websocket\r\nupgrade: WebSocket\r\n",
    b"connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
    b"expect: 100-continue\r\ncontent-length: 9\r\n",
    b"expect: 200-ok\r\n",
];
const BROKEN_CHUNKS: &[&[u8]] = &[
    b"xyz\r\n",
    b"-1\r\n",
    b"ffffffffffffffffff\r\n",
    b"5\r\nab\r\n0\r\n\r\n",
    b"2\r\nabX\r\n0\r\n\r\n",
    b"2\nab\n0\n\n",
    b"0\r\na: b\r\n\r\n",
    b"0;\r\n\r\n",
    b"0\r\n",
    b"1;\xff\xff\r\na\r\n0\r\n\r\n",
    b"",
];
const VERSIONS: &[&str] = &[
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/9.9",
    "http/1.1",
    "HTTP/1.11",
    "HTTP",
    "",
];

impl Exchange {
    pub(super) fn draw(words: &Words, rng: &mut Rng) -> Self {
        let mut exchange = Self {
            bytes: Vec::new(),
            whole: Vec::new(),
            tail: None,
        };
        for _ in 0..rng.usize(..6) {
            exchange.add_whole(once_in(8, rng), words, rng);
        }
        if exchange.whole.is_empty() || once_in(3, rng) {
            exchange.add_broken(words, rng);
        }
        exchange
    }

    /// How many requests were sent, whole or not.
    pub(super) fn requests(&self) -> usize {
        self.whole.len() + usize::from(self.tail.is_some())
    }

    /// For the one who reads what is broken.
    pub(super) fn shown(&self, answers: &[u8]) -> String {
        let shown = |bytes: &[u8]| {
            let end = &bytes[bytes.len().saturating_sub(1_500)..];
            format!(
                "{} bytes, which end with \"{}\"",
                bytes.len(),
                end.escape_ascii()
            )
        };
        format!("sent {}; came {}", shown(&self.bytes), shown(answers))
    }

    fn add_whole(&mut self, is_head: bool, words: &Words, rng: &mut Rng) {
        let (method, target) = target::draw(words, rng);
        let method = if is_head { "HEAD".to_owned() } else { method };
        self.bytes
            .extend(format!("{method} {target} HTTP/1.1\r\n").bytes());
        self.bytes.extend(head::headers(&target, words, rng));
        let takes_body = ["POST", "PUT", "PATCH"].contains(&&*method);
        if takes_body || once_in(10, rng) {
            let body = payload::draw(words, rng);
            let (framing, body) = if once_in(3, rng) {
                payload::chunked(&body, rng)
            } else {
                let length = format!("content-length: {}\r\n", body.len());
                (length.into_bytes(), body)
            };
            self.bytes.extend(framing);
            self.bytes.extend(b"\r\n");
            self.bytes.extend(body);
        } else {
            self.bytes.extend(b"\r\n");
        }
        self.whole.push(Asked { method, target });
    }

    /// Something that is wrong in some way, or is not well-framed.
    fn add_broken(&mut self, words: &Words, rng: &mut Rng) {
        let (method, target) = target::draw(words, rng);
        let line = |version: &str| format!("{method} {target} {version}\r\n").into_bytes();
        let mut bytes = line("HTTP/1.1");
        match rng.u8(..8) {
            0 => bytes = any(rng.usize(..200), rng),
            1 => {
                bytes = line(one(VERSIONS, rng));
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(b"\r\n");
            }
            2 => {
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(b"transfer-encoding: chunked\r\n\r\n");
                bytes.extend(one(BROKEN_CHUNKS, rng));
            }
            3 => {
                let body = payload::draw(words, rng);
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(format!("content-length: {}\r\n\r\n", body.len() + 1).bytes());
                bytes.extend(body);
            }
            4 => {
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(b"\r\n");
                bytes.truncate(rng.usize(..bytes.len()));
            }
            5 => {
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(b"\r\n");
                let at = rng.usize(..bytes.len());
                bytes[at] = rng.u8(..);
            }
            _ => {
                bytes.extend(head::headers(&target, words, rng));
                bytes.extend(one(BROKEN_HEADERS, rng));
                bytes.extend(b"\r\n");
                if rng.bool() {
                    bytes.extend(payload::draw(words, rng));
                }
            }
        }
        self.bytes.extend(bytes);
        self.tail = Some(Asked { method, target });
    }
}
