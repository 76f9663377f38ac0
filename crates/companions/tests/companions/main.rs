//! The two programs, as docker and kubelet run them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage fails there"
)]

mod credential_helper;
mod credential_provider;
mod documented;
mod program;
