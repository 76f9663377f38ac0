//! The one way in which values become the bytes that a MAC or associated data covers.
//!
//! ```
//! use pullkey_domain::encoding::Parts;
//!
//! let bytes = Parts::of("pullkey/example").part("a").part("bc").finish();
//! assert_ne!(bytes, Parts::of("pullkey/example").part("ab").part("c").finish());
//! ```

use std::fmt;

use zeroize::Zeroizing;

/// A byte string of length-prefixed parts: each part is its length as a big-endian `u16` and its bytes, so that no two
/// different lists of parts give the same bytes.
///
/// ```
/// use pullkey_domain::encoding::Parts;
///
/// let bytes = Parts::of("p").part("ab").optional(None::<&str>).optional(Some("")).finish();
/// assert_eq!(bytes, b"\0\x01p\0\x02ab\0\0\0\x01\x01");
/// ```
///
/// A part may be secret, so `Debug` tells the length only.
pub struct Parts(Vec<u8>);

impl Parts {
    /// Starts with the purpose, so that bytes made for one purpose never serve another.
    pub fn of(purpose: &str) -> Self {
        Self(Vec::with_capacity(256)).part(purpose)
    }

    /// Adds a part.
    ///
    /// # Panics
    /// Beyond 65,535 bytes. The longest value of the domain, the secret of a typed login, has 16,384.
    #[must_use]
    pub fn part(self, bytes: impl AsRef<[u8]>) -> Self {
        self.append(&[], bytes.as_ref())
    }

    /// Adds a part that may be absent: an empty part if it is, else one part of the byte 1 and the value. So absent
    /// differs from empty.
    ///
    /// # Panics
    /// As [`part`](Self::part).
    #[must_use]
    pub fn optional(self, bytes: Option<impl AsRef<[u8]>>) -> Self {
        match bytes {
            None => self.append(&[], &[]),
            Some(bytes) => self.append(&[1], bytes.as_ref()),
        }
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    // Nothing is copied on the way: a part may be secret.
    fn append(mut self, mark: &[u8], bytes: &[u8]) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the longest value is the secret of a typed login, of 16,384 bytes"
        )]
        let length =
            u16::try_from(mark.len() + bytes.len()).expect("a part is at most 65,535 bytes");
        for piece in [&length.to_be_bytes(), mark, bytes] {
            self.0.extend_from_slice(piece);
        }
        self
    }
}

/// The same form for parts of which some are secret: in one buffer that never grows, and so leaves no copy behind; wiped
/// when dropped.
///
/// ```
/// use pullkey_domain::encoding::{Parts, secret_parts};
///
/// let secret = secret_parts("p", &[b"ab", b"c"]);
/// assert_eq!(*secret, Parts::of("p").part("ab").part("c").finish());
/// ```
///
/// # Panics
/// As [`Parts::part`].
pub fn secret_parts(purpose: &str, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let lengths = parts.iter().map(|part| part.len());
    let size = lengths.sum::<usize>() + purpose.len() + size_of::<u16>() * (parts.len() + 1);
    let begun = Parts(Vec::with_capacity(size)).part(purpose);
    let whole = parts.iter().fold(begun, Parts::part);
    Zeroizing::new(whole.finish())
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, option, prelude::*};

    /// The parts that the bytes hold.
    fn decoded(mut bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        while let Some((length, rest)) = bytes.split_first_chunk() {
            let (part, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)));
            parts.push(part.to_vec());
            bytes = rest;
        }
        parts
    }

    #[test]
    fn secret_parts_fill_just_the_space_that_was_set_aside() {
        let long = [7; 9_000];
        for parts in [vec![], vec![&b""[..]], vec![b"", &long, b"c"]] {
            let bytes = secret_parts("purpose", &parts);
            assert_eq!(bytes.len(), bytes.capacity());
            let parts = parts.iter().fold(Parts::of("purpose"), Parts::part);
            assert_eq!(*bytes, parts.finish());
        }
    }

    fn encoded(parts: &[Vec<u8>]) -> Vec<u8> {
        let (purpose, rest) = parts.split_first().unwrap();
        let start = Parts::of(str::from_utf8(purpose).unwrap());
        rest.iter().fold(start, Parts::part).finish()
    }

    /// Few different bytes, so that parts look like lengths and lengths like parts.
    fn any_part() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![4 => vec(0..4_u8, 0..5), 1 => vec(any::<u8>(), 0..600)]
    }

    proptest! {
        #[test]
        fn parts_are_read_back_from_the_bytes_so_no_other_list_gives_them(
            parts in vec(any_part(), 0..6),
        ) {
            let parts = [vec![b"p".to_vec()], parts].concat();
            prop_assert_eq!(decoded(&encoded(&parts)), parts);
        }

        #[test]
        fn the_same_bytes_cut_at_other_places_are_encoded_differently(
            bytes in vec(0..4_u8, 2..12),
            one in any::<prop::sample::Index>(),
            other in any::<prop::sample::Index>(),
        ) {
            let cut = |at: usize| {
                let (left, right) = bytes.split_at(at);
                Parts::of("p").part(left).part(right).finish()
            };
            let (one, other) = (one.index(bytes.len()), other.index(bytes.len()));
            prop_assert_eq!(cut(one) == cut(other), one == other);
        }

        #[test]
        fn optional_parts_are_encoded_differently_unless_they_are_equal(
            one in option::of(vec(0..2_u8, 0..3)),
            other in option::of(vec(0..2_u8, 0..3)),
        ) {
            let encoded = |part: &Option<Vec<u8>>| Parts::of("p").optional(part.as_ref()).finish();
            prop_assert_eq!(encoded(&one) == encoded(&other), one == other);
        }
    }

    #[test]
    fn purposes_are_told_apart() {
        assert_ne!(Parts::of("a").part("b").finish(), Parts::of("ab").finish());
        assert_ne!(Parts::of("a").finish(), Parts::of("b").finish());
    }

    #[test]
    fn the_longest_part_is_65_535_bytes() {
        let bytes = Parts::of("").part(vec![7; 65_535]).finish();
        assert_eq!(bytes[..4], [0, 0, 0xff, 0xff]);
        assert_eq!(bytes.len(), 4 + 65_535);
    }

    #[test]
    #[should_panic(expected = "at most 65,535 bytes")]
    fn a_longer_part_is_not_cut_in_silence() {
        let _ = Parts::of("").part(vec![7; 65_536]);
    }

    #[test]
    fn what_is_shown_for_debugging_holds_no_byte() {
        assert_eq!(format!("{:?}", Parts::of("secret")), "Parts(8 bytes)");
    }
}
