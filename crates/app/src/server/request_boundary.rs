//! Where a request ends among the bytes that come.

use std::mem;

/// What is still to come of a request. It tells where the request ends, and nothing else: whether it is one is for
/// actix-http to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RequestBoundary {
    /// Its head, up to the empty line.
    Head(Head),
    /// So many bytes of its body.
    Body(u64),
    /// A body whose end is only known to who reads it.
    Unknown,
    /// Nothing.
    Whole,
}

/// A head of which this has come.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The beginning of the line that is under way.
    line: Vec<u8>,
    /// Whether the first line has come: empty ones before it are none.
    has_begun: bool,
    length: Option<u64>,
    is_unknown: bool,
    /// How much of it has come.
    size: usize,
}

/// So much of a line is looked at. None that tells of a body is longer, unless somebody wants to know what happens then.
const LINE: usize = 128;
/// A head that is longer, and has not come to its end yet, holds nothing that is served: with what the app counts of it, names
/// and values, it may have 24 KiB.
const LONGEST_HEAD: usize = 32 * 1024;

impl Default for RequestBoundary {
    /// Before a request.
    fn default() -> Self {
        Self::Head(Head::default())
    }
}

impl RequestBoundary {
    /// Whether it is a head that goes on though it is longer than any may be.
    pub(super) fn is_overlong_head(&self) -> bool {
        matches!(self, Self::Head(head) if head.size > LONGEST_HEAD)
    }

    /// How many of these bytes, which came next, are of the request.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        if let Self::Head(head) = self {
            let Some(end) = head.end_in(bytes) else {
                head.size += bytes.len();
                return bytes.len();
            };
            taken = end;
            *self = head.body();
        }
        let rest = bytes.len() - taken;
        taken
            + match self {
                Self::Head(_) | Self::Whole => 0,
                Self::Unknown => rest,
                Self::Body(left) => {
                    let more = usize::try_from(*left).map_or(rest, |left| left.min(rest));
                    // A usize is no longer than a u64 on any machine.
                    *left -= u64::try_from(more).unwrap_or(*left);
                    if *left == 0 {
                        *self = Self::Whole;
                    }
                    more
                }
            }
    }
}

impl Head {
    /// Where it ends in these bytes, which came next.
    fn end_in(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut begin = 0;
        while let Some(length) = bytes[begin..].iter().position(|byte| *byte == b'\n') {
            self.extend(&bytes[begin..begin + length]);
            begin += length + 1;
            if self.ends_with_line() {
                return Some(begin);
            }
        }
        self.extend(&bytes[begin..]);
        None
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = LINE.saturating_sub(self.line.len());
        self.line.extend(&bytes[..bytes.len().min(room)]);
    }

    /// Takes note of the line that has come. Tells whether it is the one after the last.
    fn ends_with_line(&mut self) -> bool {
        let mut line = mem::take(&mut self.line);
        let is_cut = line.len() >= LINE;
        let is_last = self.read(line.trim_ascii_end(), is_cut);
        line.clear();
        self.line = line;
        is_last
    }

    fn read(&mut self, line: &[u8], is_cut: bool) -> bool {
        if line.is_empty() {
            return self.has_begun;
        }
        if self.has_begun {
            let mut parts = line.splitn(2, |byte| *byte == b':');
            let name = parts.next().unwrap_or_default();
            let value = parts.next().unwrap_or_default().trim_ascii();
            self.tell(name, value, is_cut);
        } else {
            self.has_begun = true;
            // What follows a tunnel's head is of the tunnel.
            self.is_unknown = line.starts_with(b"CONNECT ");
        }
        false
    }

    fn tell(&mut self, name: &[u8], value: &[u8], is_cut: bool) {
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        if is("transfer-encoding") || is("upgrade") {
            self.is_unknown = true;
        } else if is("content-length") {
            let length = str::from_utf8(value).ok().and_then(|it| it.parse().ok());
            self.is_unknown |= is_cut || length.is_none() || self.length.is_some();
            self.length = length;
        }
    }

    /// What follows it.
    fn body(&self) -> RequestBoundary {
        match self.length {
            _ if self.is_unknown => RequestBoundary::Unknown,
            None | Some(0) => RequestBoundary::Whole,
            Some(length) => RequestBoundary::Body(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "GET /next HTTP/1.1\r\n";

    /// How much of a request and what follows is taken, however it comes.
    fn assert_taken(request: &str, after: &RequestBoundary) {
        let all = format!("{request}{NEXT}");
        let wanted = match after {
            RequestBoundary::Whole => request.len(),
            _ => all.len(),
        };
        for piece in [1, 2, 3, 7, all.len()] {
            let mut boundary = RequestBoundary::default();
            let taken = all.as_bytes().chunks(piece).map(|it| boundary.take(it));
            assert_eq!(taken.sum::<usize>(), wanted, "{request:?} by {piece}");
            assert_eq!(boundary, *after, "{request:?} by {piece}");
        }
    }

    #[test]
    fn a_request_ends_with_its_head_or_with_so_many_bytes_behind_it() {
        for request in [
            "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
            "\r\n\r\nGET / HTTP/1.1\n\n",
            "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST / HTTP/1.1\r\ncontent-LENGTH:  5 \r\nx: y\r\n\r\n\r\n\r\n1",
        ] {
            assert_taken(request, &RequestBoundary::Whole);
        }
        let long = "x".repeat(3 * LINE);
        assert_taken(
            &format!("GET /{long} HTTP/1.1\r\nx: {long}\r\ncontent-length: 1\r\n\r\n1"),
            &RequestBoundary::Whole,
        );
    }

    #[test]
    fn where_the_end_is_not_told_all_is_of_the_request() {
        for told in [
            "transfer-encoding: chunked",
            "Upgrade: websocket",
            "content-length: 1x",
            "content-length: 1\r\ncontent-length: 1",
            &format!("content-length:{}12345", " ".repeat(110)),
        ] {
            let request = format!("POST / HTTP/1.1\r\n{told}\r\n\r\n");
            assert_taken(&request, &RequestBoundary::Unknown);
        }
        assert_taken("CONNECT x:1 HTTP/1.1\r\n\r\n", &RequestBoundary::Unknown);
    }

    #[test]
    fn a_request_that_is_not_whole_is_told_from_one_that_is() {
        let mut boundary = RequestBoundary::default();
        boundary.take(b"POST / HTTP/1.1\r\ncontent-length: 3\r\n");
        assert_ne!(boundary, RequestBoundary::Whole);
        boundary.take(b"\r\n12");
        assert_eq!(boundary, RequestBoundary::Body(1));
        assert_eq!(boundary.take(b"34"), 1);
        assert_eq!(boundary, RequestBoundary::Whole);
        assert_eq!(boundary.take(b"4"), 0);
    }
}
