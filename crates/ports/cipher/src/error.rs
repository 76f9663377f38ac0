use pullkey_domain::ring_key::RingKeyId;

/// Why a sealed secret did not open. None of them tells anything about what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The bytes, or what they are bound to, are not what was sealed.
    #[error("the sealed secret was refused")]
    Rejected,
    /// The bytes name a key that the ring does not hold for opening.
    #[error("the key ring has no key {0}")]
    UnknownKey(RingKeyId),
    /// The bytes have no form that was ever written.
    #[error("the sealed secret has no known form")]
    Malformed,
}

/// The key ring lacks a key that something was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key ring has no key {0}")]
pub struct MissingKey(pub RingKeyId);

/// Why the row of a stored API key was not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowMacError {
    /// Its row is not what this service wrote.
    #[error("the row of the API key was altered")]
    Forged,
    /// Whether it is cannot be told: the pepper is not there.
    #[error(transparent)]
    MissingKey(#[from] MissingKey),
}
