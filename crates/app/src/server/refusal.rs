//! The answer to a request that is refused before the app could see it.
//!
//! actix-http answers a malformed or oversized head by itself, with an empty body, and closes so
//! fast that a client still sending may never read it. The caller's answer takes that place, so
//! these answers must be told from those of the app: an error of the app has a body.

use actix_http::StatusCode;

const HEAD_END: &[u8] = b"\r\n\r\n";

/// Where the refusal that ends `answers` starts, and its status; `None` when none ends them.
///
/// An answer in front that does not tell its length, that has no body since HEAD was asked, or
/// whose begin is written already hides the refusal. Then the client gets that of actix-http.
pub(super) fn last_refusal(answers: &[u8]) -> Option<(usize, StatusCode)> {
    // Most writes end in a body and need no closer look.
    if !answers.ends_with(HEAD_END) {
        return None;
    }
    let mut start = 0_usize;
    loop {
        let rest = answers.get(start..)?;
        if let Some(status) = refused_status(rest) {
            return Some((start, status));
        }
        let head = Head::parse(rest)?;
        start = start
            .checked_add(head.len)?
            .checked_add(head.content_length)?;
    }
}

/// The status of `answer` when it is nothing but a refusal.
fn refused_status(answer: &[u8]) -> Option<StatusCode> {
    let head = Head::parse(answer)?;
    let refuses = head.status.is_client_error() || head.status.is_server_error();
    (refuses && head.content_length == 0 && head.len == answer.len()).then_some(head.status)
}

/// What the head of an answer tells of its end.
struct Head {
    status: StatusCode,
    content_length: usize,
    len: usize,
}

impl Head {
    fn parse(answer: &[u8]) -> Option<Self> {
        let [b'0' | b'1', b' ', code @ ..] = answer.strip_prefix(b"HTTP/1.")? else {
            return None;
        };
        let end = answer
            .windows(HEAD_END.len())
            .position(|bytes| bytes == HEAD_END)?;
        Some(Self {
            status: StatusCode::from_bytes(code.split_at_checked(3)?.0).ok()?,
            content_length: content_length(&answer[..end])?,
            len: end + HEAD_END.len(),
        })
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    str::from_utf8(head)
        .ok()?
        .split("\r\n")
        .find_map(|line| line.strip_prefix("content-length: "))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str =
        "HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";
    const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nfirst.";

    #[test]
    fn the_status_of_a_refusal_is_read_from_its_head() {
        assert_eq!(
            refused_status(REFUSAL.as_bytes()),
            Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
        );
    }

    #[test]
    fn what_is_no_refusal_has_no_status() {
        for other in [
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 5\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n",
            "HTTP/1.1 40",
            "400 ",
            "",
        ] {
            assert_eq!(refused_status(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn a_refusal_is_found_behind_the_answers_in_front_of_it() {
        for (front, start) in [("", 0), (ANSWER, ANSWER.len())] {
            let answers = format!("{front}{REFUSAL}");
            let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
            assert_eq!(last_refusal(answers.as_bytes()), Some((start, status)));
        }
    }

    #[test]
    fn a_body_that_looks_like_a_refusal_is_none() {
        let quoting = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{REFUSAL}",
            REFUSAL.len()
        );

        assert_eq!(last_refusal(quoting.as_bytes()), None);
    }

    #[test]
    fn an_answer_without_a_length_hides_the_refusal() {
        let chunked =
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{REFUSAL}");

        assert_eq!(last_refusal(chunked.as_bytes()), None);
    }
}
