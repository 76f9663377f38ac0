//! Where a request ends among the bytes that come.

use std::mem;

use actix_http::StatusCode;

use super::{
    chunks::{Chunks, Reaches},
    framing::Framing,
};

/// What is still to come of a request. It tells where the request ends, and whether that can be told; whether it is one is for
/// actix-http to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RequestBoundary {
    /// Its head, up to the empty line.
    Head(Head),
    /// So many bytes of its body.
    Body(u64),
    /// Chunks of its body.
    Chunks(Chunks),
    /// Nothing more that is read: its body is malformed. To actix-http it ends too early, as it takes whoever sends such a thing
    /// for gone, though he may read yet.
    Broken,
    /// What nobody wants any more, as it is answered already and its connection ends.
    Unwanted,
    /// What follows if the connection becomes another protocol's, which it never does here.
    Tunnel,
    /// Nothing.
    Whole,
    /// Nothing: its head is refused by this status.
    Refused(StatusCode),
}

/// A head of which this has come.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The beginning of the line that is under way.
    line: Vec<u8>,
    /// Whether the first line has come: empty ones before it are none.
    has_begun: bool,
    is_connect: bool,
    framing: Framing,
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
    /// Whether nothing has come of a request.
    pub(super) fn is_new(&self) -> bool {
        matches!(self, Self::Head(head) if head.size == 0)
    }

    /// How many of these bytes, which came next, are of the request.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        if let Self::Head(head) = self {
            let Some(end) = head.end_in(bytes) else {
                head.size += bytes.len();
                if head.size > LONGEST_HEAD {
                    *self = Self::Refused(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
                }
                return bytes.len();
            };
            taken = end;
            *self = head.body();
        }
        taken + self.take_body(&bytes[taken..])
    }

    fn take_body(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Unwanted => bytes.len(),
            Self::Body(left) => {
                let more = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                // A usize is no longer than a u64 on any machine.
                *left -= u64::try_from(more).unwrap_or(*left);
                if *left == 0 {
                    *self = Self::Whole;
                }
                more
            }
            Self::Chunks(chunks) => {
                let (end, after) = match chunks.reach(bytes) {
                    Reaches::On => return bytes.len(),
                    Reaches::To(end) => (end, Self::Whole),
                    Reaches::Nowhere(end) => (end, Self::Broken),
                };
                *self = after;
                end
            }
            Self::Head(_) | Self::Broken | Self::Tunnel | Self::Whole | Self::Refused(_) => 0,
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
            self.framing.tell(name, value, is_cut);
        } else {
            self.has_begun = true;
            self.is_connect = line.starts_with(b"CONNECT ");
        }
        false
    }

    /// What follows it.
    fn body(&self) -> RequestBoundary {
        let framing = &self.framing;
        match framing.length {
            _ if framing.is_unclear => RequestBoundary::Refused(StatusCode::BAD_REQUEST),
            _ if framing.is_chunked => RequestBoundary::Chunks(Chunks::default()),
            _ if framing.is_upgrade => RequestBoundary::Tunnel,
            Some(length) if length > 0 => RequestBoundary::Body(length),
            _ if self.is_connect => RequestBoundary::Tunnel,
            _ => RequestBoundary::Whole,
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
        let wanted = request.len();
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
    fn a_request_in_chunks_ends_with_its_last() {
        for told in ["transfer-encoding: chunked", "Transfer-Encoding:CHUNKED "] {
            let request = format!("POST / HTTP/1.1\r\n{told}\r\nupgrade: websocket\r\n\r\n");
            assert_taken(
                &format!("{request}3\r\n\r\n\r\r\n0\r\n\r\n"),
                &RequestBoundary::Whole,
            );
            assert_taken(&format!("{request}3\r\n123"), &RequestBoundary::Broken);
        }
    }

    #[test]
    fn what_follows_a_tunnel_is_of_no_request() {
        for request in [
            "CONNECT x:1 HTTP/1.1\r\n\r\n",
            "CONNECT x:1 HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\n\r\n",
            "GET / HTTP/1.1\r\ncontent-length: 7\r\nupgrade: h2c\r\nupgrade: websocket\r\n\r\n",
        ] {
            assert_taken(request, &RequestBoundary::Tunnel);
        }
        for request in [
            "CONNECT x:1 HTTP/1.1\r\ncontent-length: 1\r\n\r\n1",
            "GET / HTTP/1.1\r\nupgrade: h2c\r\n\r\n",
        ] {
            assert_taken(request, &RequestBoundary::Whole);
        }
    }

    #[test]
    fn where_the_end_is_not_told_clearly_the_head_is_refused() {
        let long = " ".repeat(110);
        for told in [
            "transfer-encoding: gzip, chunked",
            "transfer-encoding: identity",
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
            "transfer-encoding: chunked\r\ncontent-length: 1",
            "content-length: 1\r\ntransfer-encoding: chunked",
            &format!("transfer-encoding:{long}chunked"),
            "content-length: 1x",
            "content-length:",
            "content-length: 1\r\ncontent-length: 1",
            &format!("content-length:{long}12345"),
            &format!("upgrade:{long}websocket"),
        ] {
            let request = format!("POST / HTTP/1.1\r\n{told}\r\n\r\n");
            assert_taken(&request, &RequestBoundary::Refused(StatusCode::BAD_REQUEST));
        }
    }

    #[test]
    fn a_head_without_end_is_refused_for_its_length() {
        let mut boundary = RequestBoundary::default();
        boundary.take("x".repeat(LONGEST_HEAD).as_bytes());
        assert!(matches!(boundary, RequestBoundary::Head(_)));
        boundary.take(b"x");
        let too_large = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        assert_eq!(boundary, RequestBoundary::Refused(too_large));
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
