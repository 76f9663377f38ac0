use pullkey_domain::{
    audit::{AuditEvent, ChainMac, Head, Link},
    ring_key::RingKeyId,
};

use crate::MissingKey;

/// Links audit events into chains, and tells whether they, their links and the rows that they tell of were altered.
///
/// What verifies MUST compare in constant time, and return [`MissingKey`] if the ring lacks the audit key, or has it
/// disabled. Links, heads, events and rows MUST each have a sub-key of their own.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait AuditAuthority: Send + Sync {
    /// Whether this is the event that was signed, as [`AuditSigner`](crate::AuditSigner) does.
    ///
    /// # Errors
    /// [`MissingKey`]: it cannot be told.
    fn verify_event(&self, event: &AuditEvent) -> Result<bool, MissingKey>;

    /// Whether this is the digest of these columns, as [`AuditSigner`](crate::AuditSigner) makes it.
    ///
    /// # Errors
    /// [`MissingKey`]: it cannot be told.
    fn verify_row(&self, row: &[u8], key: RingKeyId, digest: &[u8]) -> Result<bool, MissingKey>;

    /// Makes a link with the ring's primary audit key. It MUST cover [`Link::signed_bytes`], and be the same each time.
    fn sign_link(&self, link: &Link) -> ChainMac;

    /// Whether this is the MAC of this link.
    ///
    /// # Errors
    /// [`MissingKey`]: it cannot be told.
    fn verify_link(&self, link: &Link, mac: &ChainMac) -> Result<bool, MissingKey>;

    /// Vouches for a head with the ring's primary audit key. The MAC MUST cover [`Head::signed_bytes`].
    fn sign_head(&self, head: &Head) -> ChainMac;

    /// Whether this is the MAC of this head.
    ///
    /// # Errors
    /// [`MissingKey`]: it cannot be told.
    fn verify_head(&self, head: &Head, mac: &ChainMac) -> Result<bool, MissingKey>;
}
