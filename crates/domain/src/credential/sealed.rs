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

    /// Whether it begins as everything does that is sealed under the key of this mark.
    pub fn bears(&self, mark: &SealMark) -> bool {
        self.0.starts_with(&mark.0)
    }
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedSecret({} bytes)", self.0.len())
    }
}

/// With which bytes everything begins that is sealed under one key of the ring. A cipher tells it, so that a store can
/// compare them and needs to know nothing else of what is sealed.
///
/// ```
/// use pullkey_domain::credential::{SealMark, SealedSecret};
///
/// let mark = SealMark::from_bytes([1, 2]);
/// assert_eq!(mark.as_bytes(), [1, 2]);
/// assert!(SealedSecret::from_bytes([1, 2, 3]).bears(&mark));
/// assert!(!SealedSecret::from_bytes([1]).bears(&mark));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealMark(Box<[u8]>);

impl SealMark {
    /// Takes what a cipher tells.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
