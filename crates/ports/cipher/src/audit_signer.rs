use pullkey_domain::audit::{EventSignature, UnsignedEvent};

/// Signs audit events, so that who can write to the store cannot make them up.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait AuditSigner: Send + Sync {
    /// Signs an event with the ring's primary audit key.
    ///
    /// The row digest MUST cover [`UnsignedEvent::digest_input`], and the MAC MUST cover
    /// [`UnsignedEvent::signed_bytes`], each under a sub-key of its own. Under one key, both MUST be the same each time:
    /// that is how they are checked, and the digest of a row MUST follow from the row alone.
    fn sign(&self, event: &UnsignedEvent) -> EventSignature;
}
