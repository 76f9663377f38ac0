#![doc = include_str!("../README.md")]

mod api_key_authority;
mod audit_authority;
mod audit_signer;
#[cfg(feature = "contract")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a rule is a test: it fails by panicking"
)]
pub mod contract;
mod cursor_signer;
mod error;
mod payload_fingerprinter;
mod ring_census;
mod secret_cipher;

pub use self::{
    api_key_authority::ApiKeyAuthority,
    audit_authority::AuditAuthority,
    audit_signer::AuditSigner,
    cursor_signer::{CursorMac, CursorSigner},
    error::{MissingKey, OpenError, RowMacError},
    payload_fingerprinter::PayloadFingerprinter,
    ring_census::{RingCensus, RingKey, RingKeyState},
    secret_cipher::SecretCipher,
};

#[cfg(feature = "mock")]
pub use self::{
    api_key_authority::MockApiKeyAuthority, audit_authority::MockAuditAuthority,
    audit_signer::MockAuditSigner, cursor_signer::MockCursorSigner,
    payload_fingerprinter::MockPayloadFingerprinter, ring_census::MockRingCensus,
    secret_cipher::MockSecretCipher,
};
