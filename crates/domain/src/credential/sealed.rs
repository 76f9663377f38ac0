use std::fmt;

/// A sealed secret: bytes that only the cipher can read. It may be stored and copied.
///
/// ```
/// use pullkey_domain::credential::SealedSecret;
///
/// let sealed = SealedSecret::from_bytes(vec![1, 2, 3]);
/// assert_eq!(format!("{sealed:?}"), "SealedSecret(3 bytes)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(Box<[u8]>);

impl SealedSecret {
    /// Takes what a cipher made or a store kept.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The sealed bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedSecret({} bytes)", self.0.len())
    }
}
