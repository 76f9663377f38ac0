use std::fmt;

use pullkey_domain::ring_key::RingKeyId;

use crate::MissingKey;

/// Vouches for the cursors that lists give out, so that nobody can make one up or carry one to another list.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait CursorSigner: Send + Sync {
    /// Signs what a cursor says, under the ring's primary pepper.
    ///
    /// The MAC MUST cover every byte, however many there are, and the pepper's id. It MUST be made for cursors only.
    fn sign_cursor(&self, cursor: &[u8]) -> CursorMac;

    /// Whether this is the MAC of these bytes. MUST compare in constant time.
    ///
    /// # Errors
    /// MUST return [`MissingKey`] if the ring lacks the pepper, or has it disabled.
    fn verify_cursor(&self, cursor: &[u8], mac: &CursorMac) -> Result<bool, MissingKey>;
}

/// A MAC over what a cursor says.
#[derive(Clone, PartialEq, Eq)]
pub struct CursorMac {
    /// The pepper that made it.
    pub pepper: RingKeyId,
    /// The MAC. Compare it in constant time.
    pub mac: [u8; 16],
}

impl fmt::Debug for CursorMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CursorMac(pepper {})", self.pepper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_for_debugging_holds_no_byte_of_the_mac() {
        let mac = CursorMac {
            pepper: RingKeyId::new(4),
            mac: [7; 16],
        };
        assert_eq!(format!("{mac:?}"), "CursorMac(pepper 4)");
    }
}
