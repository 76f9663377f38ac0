#![doc = include_str!("../README.md")]

mod api_key_authority;
mod audit_signer;
#[cfg(feature = "contract")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a rule is a test: it fails by panicking"
)]
pub mod contract;
mod error;
mod ring_census;
mod secret_cipher;

pub use self::{
    api_key_authority::ApiKeyAuthority,
    audit_signer::AuditSigner,
    error::{MissingKey, OpenError, RowMacError},
    ring_census::{RingCensus, RingKey, RingKeyState},
    secret_cipher::SecretCipher,
};

#[cfg(feature = "mock")]
pub use self::{
    api_key_authority::MockApiKeyAuthority, audit_signer::MockAuditSigner,
    ring_census::MockRingCensus, secret_cipher::MockSecretCipher,
};
