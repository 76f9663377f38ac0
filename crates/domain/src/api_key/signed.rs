use std::fmt;

use super::ApiKey;
use crate::ring_key::RingKeyId;

/// A MAC over the row of an API key: whoever can write to the store can still not mint, widen, prolong or move one.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let mac = RowMac { pepper: RingKeyId::new(4), mac: hmac(&api_key().mac_input()) };
/// assert_eq!(format!("{mac:?}"), "RowMac(pepper 4)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RowMac {
    /// The pepper that made it.
    pub pepper: RingKeyId,
    /// The MAC. Compare it in constant time.
    pub mac: [u8; 32],
}

impl fmt::Debug for RowMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowMac(pepper {})", self.pepper)
    }
}

/// An API key with its row MAC, as it is stored. One that comes from a store may be forged until that MAC was verified,
/// so the key inside is reached by a method that says so.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let mac = RowMac { pepper: RingKeyId::new(4), mac: hmac(&api_key().mac_input()) };
/// let signed = SignedApiKey::new(api_key(), mac);
/// assert_eq!(signed.mac().mac, hmac(&signed.unverified().mac_input()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedApiKey {
    key: ApiKey,
    mac: RowMac,
}

impl SignedApiKey {
    /// A key and the MAC over its [`mac_input`](ApiKey::mac_input).
    pub fn new(key: ApiKey, mac: RowMac) -> Self {
        Self { key, mac }
    }

    /// The MAC over its row.
    pub fn mac(&self) -> &RowMac {
        &self.mac
    }

    /// The key, whatever its MAC says: to store it, to verify it, or to show that it was tampered with.
    pub fn unverified(&self) -> &ApiKey {
        &self.key
    }

    /// The key, after its MAC was verified, or where it does not matter.
    pub fn into_unverified(self) -> ApiKey {
        self.key
    }
}
