use super::Attack;

const POST: &str = "POST /v3/docker-registries HTTP/1.1\r\nhost: x\r\n";

pub(super) fn all() -> Vec<Attack> {
    let long = |length| "a".repeat(length);
    let uri = |length| format!("GET /{} HTTP/1.1\r\nhost: x\r\n", long(length));
    let parameters: Vec<_> = (0..1000).map(|number| format!("a{number}=1")).collect();
    let parameters = parameters.join("&");
    let query = format!("GET /v3/docker-registries?{parameters} HTTP/1.1\r\nhost: x\r\n");
    let absurd = format!("content-length: {}\r\n", "9".repeat(40));
    vec![
        head("a long header", POST, 431).with(format!("x: {}\r\n", long(200_000))),
        head("many headers", POST, 431).with("x: y\r\n".repeat(10_000)),
        head("an absurd length", POST, 400).with(absurd),
        head("a long URI", &uri(9_000), 414),
        // The parser sees that the head is too long before it sees where the URI ends.
        head("a very long URI", &uri(200_000), 431),
        endless("an endless header", &format!("{POST}x: "), &long(4096)),
        endless("endless headers", POST, &format!("x: {}\r\n", long(4096))),
        endless("an endless URI", "GET /", &long(4096)),
        endless("an endless method", "", &long(4096)),
        Attack {
            // Who may create may not list.
            answers: [401, 400, 403],
            ..head("many parameters", &query, 400)
        },
    ]
}

/// A head that is refused before anybody is asked for a key.
fn head(name: &'static str, first_line: &str, status: u16) -> Attack {
    Attack {
        name,
        first_line: first_line.to_owned(),
        headers: String::new(),
        head_ends: true,
        once: String::new(),
        endless: String::new(),
        answers: [status; 3],
    }
}

fn endless(name: &'static str, begin: &str, endless: &str) -> Attack {
    Attack {
        head_ends: false,
        endless: endless.to_owned(),
        ..head(name, begin, 431)
    }
}

impl Attack {
    fn with(self, headers: String) -> Self {
        Self { headers, ..self }
    }
}
