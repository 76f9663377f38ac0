use pullkey_domain::idempotency::Fingerprint;

use crate::MissingKey;

/// Tells whether two payloads are the same, without keeping either.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait PayloadFingerprinter: Send + Sync {
    /// Makes the fingerprint of a payload, under the ring's primary pepper. The payload may hold a secret: it MUST NOT be
    /// kept.
    ///
    /// The MAC MUST cover every byte, however many there are, and the pepper's id. It MUST be made for fingerprints only.
    fn fingerprint(&self, payload: &[u8]) -> Fingerprint;

    /// Whether the payload is the one that this fingerprint was made of. MUST compare in constant time.
    ///
    /// # Errors
    /// MUST return [`MissingKey`] if the ring lacks the pepper, or has it disabled.
    fn is_of(&self, fingerprint: &Fingerprint, payload: &[u8]) -> Result<bool, MissingKey>;
}
