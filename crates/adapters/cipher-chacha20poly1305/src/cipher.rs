//! What the ports ask for, done with the keys of a ring.

mod api_keys;
mod audit;
mod census;
mod cursors;
mod fingerprints;
mod secrets;

#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use crate::KeyRing;

/// Everything that is done with the keys of a ring: it seals and opens registry secrets, vouches for API keys and
/// cursors, tells payloads apart, signs audit events, and tells which keys there are.
///
/// ```
/// # use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
/// # use pullkey_domain::{ring_key::RingKeyKind, timestamp::Timestamp};
/// use pullkey_cipher::RingCensus;
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("keyring.json");
/// # let now = Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap();
/// let cipher = KeyRingCipher::new(KeyRing::create(&path, now, system_random).unwrap());
/// assert_eq!(cipher.keys().len(), RingKeyKind::ALL.len());
/// ```
pub struct KeyRingCipher {
    ring: RwLock<Arc<KeyRing>>,
}

impl KeyRingCipher {
    /// A cipher with the keys of this ring.
    pub fn new(ring: KeyRing) -> Self {
        Self {
            ring: RwLock::new(Arc::new(ring)),
        }
    }

    /// The ring, which each call takes once: from its first key to its last it works with the same one.
    fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on with the keys of another ring. Whatever is under way ends with the one until now, which is wiped then.
    pub fn turn(&self, ring: KeyRing) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }
}
