//! What a head tells of its body.

use std::mem;

/// What the fields of a head tell of where its request ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Framing {
    pub(super) length: Option<u64>,
    pub(super) is_chunked: bool,
    pub(super) is_upgrade: bool,
    /// Whether it is not told in one way that can be read.
    pub(super) is_unclear: bool,
}

impl Framing {
    /// As actix-http reads it, or more strictly.
    pub(super) fn tell(&mut self, name: &[u8], value: &[u8], is_cut: bool) {
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        let unclear = if is("transfer-encoding") {
            let is_second = mem::replace(&mut self.is_chunked, true);
            is_second || self.length.is_some() || !value.eq_ignore_ascii_case(b"chunked")
        } else if is("content-length") {
            let length = str::from_utf8(value).ok().and_then(|it| it.parse().ok());
            let before = mem::replace(&mut self.length, length);
            before.is_some() || self.is_chunked || length.is_none()
        } else if is("upgrade") {
            self.is_upgrade |= value.eq_ignore_ascii_case(b"websocket");
            false
        } else {
            return;
        };
        self.is_unclear |= unclear || is_cut;
    }
}
