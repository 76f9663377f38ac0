use std::fmt;

use crate::ring_key::RingKeyId;

/// What tells one payload from another without holding it: a MAC under a pepper that the store does not have, so that
/// nobody who reads the store can try secrets against it.
///
/// ```
/// use pullkey_domain::{idempotency::Fingerprint, ring_key::RingKeyId};
///
/// let fingerprint = Fingerprint::new(RingKeyId::new(4), [7; 32]);
/// assert_eq!(format!("{fingerprint:?}"), "Fingerprint(pepper 4)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint {
    pepper: RingKeyId,
    mac: [u8; 32],
}

impl Fingerprint {
    /// One that this pepper made.
    pub const fn new(pepper: RingKeyId, mac: [u8; 32]) -> Self {
        Self { pepper, mac }
    }

    /// The pepper that made it.
    pub fn pepper(&self) -> RingKeyId {
        self.pepper
    }

    /// The MAC. Compare it in constant time.
    pub fn mac(&self) -> &[u8; 32] {
        &self.mac
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint(pepper {})", self.pepper)
    }
}
