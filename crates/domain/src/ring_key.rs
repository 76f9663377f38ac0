//! How keys of the key ring are named wherever something says which key it used.
//!
//! ```
//! use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
//!
//! let (kind, id) = (RingKeyKind::Audit, RingKeyId::new(9));
//! assert_eq!(format!("{kind} key {id}"), "audit key 9");
//! ```

use std::fmt;

/// The id of a key in the key ring: random, so that rings made apart share none.
///
/// ```
/// use pullkey_domain::ring_key::RingKeyId;
///
/// assert_eq!(RingKeyId::new(17).to_be_bytes(), [0, 0, 0, 17]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RingKeyId(u32);

impl RingKeyId {
    /// The key of this number.
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// The number.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// Four bytes, most significant first.
    pub const fn to_be_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for RingKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a key of the ring is for.
///
/// ```
/// use pullkey_domain::ring_key::RingKeyKind;
///
/// assert_eq!(RingKeyKind::parse("pepper"), Some(RingKeyKind::Pepper));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RingKeyKind {
    /// Seals registry secrets.
    Secret,
    /// Vouches for API keys and cursors, and makes the fingerprints of payloads.
    Pepper,
    /// Signs audit events.
    Audit,
}

impl RingKeyKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Secret, Self::Pepper, Self::Audit];

    /// Its word in the key ring file and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Pepper => "pepper",
            Self::Audit => "audit",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for RingKeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_shown_as_its_own_word_and_read_from_that_only() {
        for kind in RingKeyKind::ALL {
            assert_eq!(kind.to_string(), kind.as_str());
            assert_eq!(RingKeyKind::parse(kind.as_str()), Some(kind));
            assert_eq!(RingKeyKind::parse(&kind.as_str().to_uppercase()), None);
        }
    }

    #[test]
    fn an_id_is_shown_as_its_number() {
        assert_eq!(RingKeyId::new(u32::MAX).to_string(), "4294967295");
    }
}
