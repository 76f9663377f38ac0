//! Where a body in chunks ends among the bytes that come.

/// What is to come next of such a body, by the grammar that actix-http reads it by. What it refuses may be passed here, but
/// nothing that it takes for a body goes on behind the end that is found here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunks {
    /// The size of a chunk, of which these digits have come.
    Size(Option<u64>),
    /// What else stands in the line of a size.
    Extension(u64),
    /// The end of that line.
    SizeEnd(u64),
    /// So many bytes of a chunk.
    Data(u64),
    /// The line's end behind a chunk: both bytes of it, or one.
    DataEnd,
    DataEnded,
    /// Behind the last chunk: a field, or the line's end that is the end of all: both bytes of it, or one.
    Last,
    Ending,
    /// The rest of a field's line, and the last byte of its end.
    Field,
    FieldEnd,
    /// Nothing.
    Whole,
}

/// How far such a body goes in some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reaches {
    /// Beyond them.
    On,
    /// So far.
    To(usize),
    /// So far, and what stands behind is none.
    Nowhere(usize),
}

impl Default for Chunks {
    fn default() -> Self {
        Self::Size(None)
    }
}

impl Chunks {
    /// How far the body goes in these bytes, which came next.
    pub(super) fn reach(&mut self, bytes: &[u8]) -> Reaches {
        let mut at = 0;
        while at < bytes.len() {
            if let Self::Data(left) = *self {
                let some = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                let some = some.min(bytes.len() - at);
                // A usize is no longer than a u64 on any machine.
                *self = match left - u64::try_from(some).unwrap_or(left) {
                    0 => Self::DataEnd,
                    left => Self::Data(left),
                };
                at += some;
                continue;
            }
            match self.behind(bytes[at]) {
                None => return Reaches::Nowhere(at),
                Some(Self::Whole) => return Reaches::To(at + 1),
                Some(next) => *self = next,
            }
            at += 1;
        }
        Reaches::On
    }

    /// What comes next behind a byte that is none of a chunk.
    fn behind(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Size(Some(size)) | Self::Extension(size), b'\r') => Self::SizeEnd(size),
            (Self::Size(Some(size)), b'\t' | b' ' | b';') => Self::Extension(size),
            (Self::Size(digits), _) => {
                let digit = char::from(byte).to_digit(16)?;
                let before = digits.unwrap_or(0).checked_mul(16)?;
                Self::Size(Some(before + u64::from(digit)))
            }
            (Self::Extension(_), 0..=8 | 10..=31 | 127) => return None,
            (Self::Extension(size), _) => Self::Extension(size),
            (Self::SizeEnd(0) | Self::FieldEnd, b'\n') => Self::Last,
            (Self::SizeEnd(size), b'\n') => Self::Data(size),
            (Self::DataEnd, b'\r') => Self::DataEnded,
            (Self::DataEnded, b'\n') => Self::default(),
            (Self::Last, b'\r') => Self::Ending,
            (Self::Ending, b'\n') => Self::Whole,
            (Self::Field, b'\r') => Self::FieldEnd,
            (Self::Last | Self::Field, _) => Self::Field,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "GET / HTTP/1.1\r\n";

    /// How far a body goes that comes in pieces of this size.
    fn reach(body: &str, piece: usize) -> Reaches {
        let (mut chunks, mut before) = (Chunks::default(), 0);
        for piece in body.as_bytes().chunks(piece) {
            match chunks.reach(piece) {
                Reaches::On => before += piece.len(),
                Reaches::To(end) => return Reaches::To(before + end),
                Reaches::Nowhere(end) => return Reaches::Nowhere(before + end),
            }
        }
        Reaches::On
    }

    fn assert_reaches(body: &str, wanted: &Reaches) {
        for piece in [1, 2, 3, 5, 1000] {
            assert_eq!(reach(body, piece), *wanted, "{body:?} by {piece}");
        }
    }

    #[test]
    fn a_body_in_chunks_goes_to_the_line_behind_its_last() {
        for body in [
            "0\r\n\r\n",
            "5\r\n0\r\n\r\n\r\n0\r\n\r\n",
            "00a;name=\"x\";\t\r\n0123456789\r\n1 \r\n\n\r\n000;x\r\n\r\n",
            "F\r\n0123456789abcde\r\n0\r\nchecksum: 5\r\nlast:\r\n\r\n",
        ] {
            assert_reaches(&format!("{body}{NEXT}"), &Reaches::To(body.len()));
            for cut in 0..body.len() {
                assert_reaches(&body[..cut], &Reaches::On);
            }
        }
    }

    #[test]
    fn what_is_no_chunk_leads_nowhere() {
        for (good, bad) in [
            ("", "\r"),
            ("", "+"),
            ("1", "x"),
            ("1", "\n"),
            ("1;x", "\n"),
            ("1\r", "x"),
            ("1\r\nx", "x"),
            ("1\r\nx\r", "x"),
            ("0\r\n\r", "x"),
            ("0\r\nx\r", "x"),
            ("ffffffffffffffff", "0"),
        ] {
            let wanted = Reaches::Nowhere(good.len());
            assert_reaches(&format!("{good}{bad}{NEXT}"), &wanted);
        }
    }

    #[test]
    fn the_largest_chunk_ends_where_it_says() {
        assert_reaches("ffffffffffffffff\r\nx", &Reaches::On);
        let mut chunks = Chunks::Data(3);
        assert_eq!(chunks.reach(b"12"), Reaches::On);
        assert_eq!(chunks, Chunks::Data(1));
        assert_eq!(chunks.reach(b"3"), Reaches::On);
        assert_eq!(chunks, Chunks::DataEnd);
    }
}
