//! Secret bytes that everything else is made with.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key of 32 bytes: of the ring, or derived from one. It cannot be printed or copied, and is wiped when dropped.
///
/// The bytes are boxed, so that moving a key leaves none of them behind.
pub(crate) struct Key(Box<Zeroizing<[u8; Self::LENGTH]>>);

impl Key {
    pub(crate) const LENGTH: usize = 32;

    /// A key that `fill` writes.
    pub(crate) fn filled(fill: impl FnOnce(&mut [u8; Self::LENGTH])) -> Self {
        let mut key = Self(Box::new(Zeroizing::new([0; Self::LENGTH])));
        fill(&mut key.0);
        key
    }

    /// The bytes. Look for this word in a review.
    pub(crate) fn expose(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// HMAC-SHA256 of the message under this key.
    pub(crate) fn mac(&self, message: &[u8]) -> [u8; 32] {
        self.mac_of_pieces(&[message])
    }

    /// HMAC-SHA256 of the pieces, joined as they are. A piece may be secret: none is copied.
    pub(crate) fn mac_of_pieces(&self, pieces: &[&[u8]]) -> [u8; 32] {
        #[cfg(test)]
        MACS_MADE.set(MACS_MADE.get() + 1);
        hmac(self.expose(), pieces)
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
pub(crate) fn hmac(key: &[u8], pieces: &[&[u8]]) -> [u8; 32] {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    for piece in pieces {
        hmac.update(piece);
    }
    hmac.finalize().into_bytes().into()
}

// So that a test can tell how much work was done, which nothing else shows.
#[cfg(test)]
std::thread_local! {
    pub(crate) static MACS_MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_can_be_neither_shown_nor_copied() {
        static_assertions::assert_not_impl_any!(
            Key: Clone, Copy, PartialEq<Key>, std::fmt::Debug, std::fmt::Display, std::hash::Hash,
            AsRef<[u8]>, std::ops::Deref, serde::Serialize
        );
    }
}
