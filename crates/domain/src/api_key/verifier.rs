use std::fmt;

use crate::{ring_key::RingKeyId, timestamp::Timestamp};

/// What is stored in place of a token: a MAC over its handle and secret, under a pepper that the store does not have.
///
/// ```
/// use pullkey_domain::{api_key::Verifier, ring_key::RingKeyId};
///
/// let verifier = Verifier::current(RingKeyId::new(4), [7; 32]);
/// assert_eq!(verifier.ends_at(), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    pepper: RingKeyId,
    mac: [u8; 32],
    ends_at: Option<Timestamp>,
}

impl Verifier {
    /// One that counts until the key ends.
    pub const fn current(pepper: RingKeyId, mac: [u8; 32]) -> Self {
        Self {
            pepper,
            mac,
            ends_at: None,
        }
    }

    /// The same, counting until then only.
    #[must_use]
    pub fn until(self, end: Timestamp) -> Self {
        Self {
            ends_at: Some(end),
            ..self
        }
    }

    /// The pepper that made it.
    pub fn pepper(&self) -> RingKeyId {
        self.pepper
    }

    /// The MAC. Compare it in constant time.
    pub fn mac(&self) -> &[u8; 32] {
        &self.mac
    }

    /// From when on it counts no more; never, if `None`.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at
    }

    /// Whether it counts at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether both are of one token, whenever they end. It compares what is stored, so the time that takes tells nothing
    /// about a token.
    pub(super) fn is_of_the_token_of(&self, other: &Self) -> bool {
        self.pepper == other.pepper && self.mac == other.mac
    }

    /// Pepper, end and MAC, as the row MAC covers them.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let end = self.ends_at.map_or(i64::MAX, Timestamp::as_millis);
        [
            &self.pepper.to_be_bytes()[..],
            &end.to_be_bytes(),
            &self.mac,
        ]
        .concat()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier(pepper {})", self.pepper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn it_counts_until_right_before_its_end() {
        let verifier = sample::verifier(1).until(sample::at(sample::NOW));
        assert!(verifier.is_live(sample::at(sample::NOW - 1)));
        assert!(!verifier.is_live(sample::at(sample::NOW)));
        assert!(sample::verifier(1).is_live(Timestamp::MAX));
    }

    #[test]
    fn every_field_enters_the_row_mac() {
        let verifier = sample::verifier(1);
        let others = [
            Verifier::current(RingKeyId::new(5), [1; 32]),
            Verifier::current(RingKeyId::new(4), [2; 32]),
            verifier.clone().until(Timestamp::MAX),
            verifier.clone().until(Timestamp::MIN),
        ];
        for other in others {
            assert_ne!(other.to_bytes(), verifier.to_bytes());
        }
    }

    #[test]
    fn what_is_shown_for_debugging_holds_no_mac() {
        assert_eq!(format!("{:?}", sample::verifier(1)), "Verifier(pepper 4)");
    }
}
