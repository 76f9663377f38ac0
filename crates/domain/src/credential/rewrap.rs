use super::{Credential, SealedSecret};
use crate::id::CredentialId;

/// A credential whose secret was opened and sealed again for the very same binding, under another key. Nothing else of it
/// changes, not even a version: it is to its users what it was.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let rewrapped = credential().rewrap(SealedSecret::from_bytes([4, 5, 6]));
/// assert_eq!(rewrapped.opened(), credential().sealed());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewrappedCredential {
    id: CredentialId,
    opened: SealedSecret,
    sealed: SealedSecret,
}

impl Credential {
    /// Takes its secret as it was sealed again, for [what it is bound to](Self::binding).
    pub fn rewrap(self, sealed: SealedSecret) -> RewrappedCredential {
        RewrappedCredential {
            id: self.id,
            opened: self.sealed,
            sealed,
        }
    }
}

impl RewrappedCredential {
    /// Its id.
    pub fn id(&self) -> CredentialId {
        self.id
    }

    /// The bytes that were opened: others in the store are those of an edit that came between, or of another rewrap.
    pub fn opened(&self) -> &SealedSecret {
        &self.opened
    }

    /// The bytes that take their place.
    pub fn sealed(&self) -> &SealedSecret {
        &self.sealed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_rewrapped_credential_has_both_seals_of_one_row() {
        let credential = sample::credential();
        let sealed = SealedSecret::from_bytes(*b"sealed anew");
        let rewrapped = credential.clone().rewrap(sealed.clone());
        assert_eq!(rewrapped.id(), credential.id());
        assert_eq!(rewrapped.opened(), credential.sealed());
        assert_eq!(rewrapped.sealed(), &sealed);
    }
}
