//! Tokens that would say more than they should in the header of the next request.

use super::{INJECTED, Oddity};

pub(super) fn all() -> Vec<Oddity> {
    let long = |length| "t".repeat(length);
    let tokens = [
        ("a header", format!("t\\r\\n{INJECTED}: y")),
        ("a header after LF", format!("t\\n{INJECTED}: y")),
        ("a header after CR", format!("t\\r{INJECTED}: y")),
        (
            "a request",
            format!("t\\r\\n\\r\\nGET /{INJECTED} HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n"),
        ),
        (
            "a header after escapes",
            format!("t\\u000d\\u000a{INJECTED}: y"),
        ),
        (
            "a header after characters that are cut down",
            format!("t\\u010d\\u010a{INJECTED}: y"),
        ),
        (
            "a header after a line separator",
            format!("t\\u2028{INJECTED}: y"),
        ),
        ("NUL", "t\\u0000t".to_owned()),
        ("DEL", "t\\u007ft".to_owned()),
        ("a tab", "t\\tt".to_owned()),
        ("a space", "t t".to_owned()),
        ("a space before it", " t".to_owned()),
        ("what is not ASCII", "t\u{e9}".to_owned()),
        ("what is not ASCII, escaped", "t\\u00e9".to_owned()),
        ("an emoji", "\u{1f511}".to_owned()),
        ("nothing", String::new()),
        ("16 KiB and a byte", long(16 * 1024 + 1)),
        ("63 KiB", long(63 * 1024)),
        ("64 KiB", long(64 * 1024)),
        ("a megabyte", long(1 << 20)),
    ];
    let mut all = Vec::new();
    for (name, token) in tokens {
        for member in ["token", "access_token"] {
            let body = format!("{{\"{member}\":\"{token}\"}}");
            all.push(Oddity::token_body(format!("{name} as {member}"), body));
        }
    }
    for value in [
        "null",
        "true",
        "7",
        "{}",
        "[]",
        "[\"t\"]",
        "{\"token\":\"t\"}",
    ] {
        let body = format!("{{\"token\":{value}}}");
        all.push(Oddity::token_body(format!("{value} as token"), body));
    }
    all
}
