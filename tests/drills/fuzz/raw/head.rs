use fastrand::Rng;

use super::words::{NUMBERS, Words, any, once_in, one};

/// Headers that the service, or what it stands on, looks at. Those that say how long a body is are not among them.
const NAMES: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-method",
    "authorization",
    "cache-control",
    "content-encoding",
    "content-type",
    "cookie",
    "forwarded",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "keep-alive",
    "origin",
    "prefer",
    "proxy-authorization",
    "range",
    "referer",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "user-agent",
    "via",
    "x-api-key",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-http-method-override",
    "x-request-id",
    "X",
];
const VALUES: &[&str] = &[
    "",
    "*",
    "*/*",
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=\"",
    "application/*;q=0",
    "text/html",
    "multipart/form-data; boundary=",
    "gzip",
    "identity",
    "\"1\"",
    "W/\"1\"",
    "\"1\", \"2\"",
    "\"",
    "bytes=0-",
    "bytes=-1",
    "bytes=5-1",
    "bytes=0-18446744073709551616",
    "bytes=0-1,2-3",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-0000000000000000-00",
    "10.0.0.1, 127.0.0.1",
    "[::1]:80",
    "unknown",
    "Bearer",
    "Bearer plk_",
    "Bearer plk_0000000000000000_00000000000000000000000000000000",
    "Basic",
    "Basic OnBsa18=",
    "Basic ====",
    "Mon, 30 Feb 2026 25:61:61 GMT",
];

/// Well-formed headers, some of which let somebody in.
pub(super) fn headers(target: &str, words: &Words, rng: &mut Rng) -> Vec<u8> {
    let mut head = b"host: x\r\n".to_vec();
    if !once_in(6, rng) {
        let key = if target.starts_with("/v2") {
            &words.puller
        } else {
            &words.key
        };
        head.extend(format!("authorization: {key}\r\n").bytes());
    }
    if !once_in(8, rng) {
        head.extend(b"content-type: application/json\r\n");
    }
    let more = if once_in(50, rng) { 110 } else { 5 };
    for _ in 0..rng.usize(..more) {
        head.extend(one(NAMES, rng).bytes());
        head.extend(b": ");
        head.extend(value(rng));
        head.extend(b"\r\n");
    }
    head
}

/// A value of a header: any bytes but those that it may not have.
fn value(rng: &mut Rng) -> Vec<u8> {
    let mut value = match rng.u8(..4) {
        0 => one(NUMBERS, rng).as_bytes().to_vec(),
        1 => any(rng.usize(..60), rng),
        2 if once_in(20, rng) => any(rng.usize(..20_000), rng),
        _ => one(VALUES, rng).as_bytes().to_vec(),
    };
    for byte in &mut value {
        if (*byte < b' ' && *byte != b'\t') || *byte == 0x7f {
            *byte = b'x';
        }
    }
    value
}
