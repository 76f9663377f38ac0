use super::Attack;

const JSON: &str = "content-type: application/json\r\n";
const CHUNKED: &str = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
const TERABYTE: &str = "content-length: 1099511627776\r\n";
/// Below the limit, so that it is what is in it that counts.
const SIZE: usize = 64 * 1024 - 64;

pub(super) fn all() -> Vec<Attack> {
    let spaces = " ".repeat(4096);
    let text = format!("content-type: text/plain\r\n{TERABYTE}");
    let packed = format!("{JSON}content-encoding: gzip\r\n{TERABYTE}");
    let members = (0..SIZE / 12).map(|number| format!("\"a{number:05}\":1"));
    let members: Vec<_> = members.collect();
    let long = |length| "a".repeat(length);
    let mut bodies = vec![
        body("a terabyte", &format!("{JSON}{TERABYTE}"), 413).endlessly(&spaces),
        body("a terabyte of text", &text, 415).endlessly(&spaces),
        body("a packed terabyte", &packed, 415).endlessly(&spaces),
        body("endless chunks", CHUNKED, 413).endlessly(format!("1000\r\n{spaces}\r\n")),
        whole("deep arrays", 400, &"[".repeat(SIZE)),
        whole("deep objects", 400, &"{\"a\":".repeat(SIZE / 5)),
        whole(
            "a deep member",
            400,
            &format!("{{\"name\":{}", "[".repeat(SIZE - 8)),
        ),
        whole("many members", 422, &format!("{{{}}}", members.join(","))),
        whole(
            "a long member",
            422,
            &format!("{{\"name\":\"{}\"}}", long(SIZE - 11)),
        ),
        whole(
            "a long name of a member",
            422,
            &format!("{{\"{}\":1}}", long(SIZE - 6)),
        ),
        whole(
            "a long number",
            400,
            &format!("{{\"name\":{}}}", "9".repeat(SIZE - 9)),
        ),
    ];
    bodies.extend(endless_framing());
    bodies
}

/// Bodies that never grow, as all that is sent is what stands around them.
fn endless_framing() -> [Attack; 3] {
    let trailer = format!("x: {}\r\n", "a".repeat(4091));
    [
        body("an endless chunk size", CHUNKED, 413).endlessly("0".repeat(4096)),
        body("an endless chunk extension", CHUNKED, 413)
            .once("1;")
            .endlessly("a".repeat(4096)),
        body("endless trailers", CHUNKED, 413)
            .once("2\r\n{}\r\n0\r\n")
            .endlessly(trailer),
    ]
}

/// A body that is refused at the latest when it is read.
fn body(name: &'static str, headers: &str, status: u16) -> Attack {
    Attack {
        name,
        first_line: "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\n".to_owned(),
        headers: headers.to_owned(),
        head_ends: true,
        once: String::new(),
        endless: String::new(),
        answers: [401, 403, status],
    }
}

fn whole(name: &'static str, status: u16, text: &str) -> Attack {
    body(
        name,
        &format!("{JSON}content-length: {}\r\n", text.len()),
        status,
    )
    .once(text)
}
