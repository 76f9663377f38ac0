//! Logins, tried at real registries.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot set its stage fails there"
)]

mod bed;
mod by_password;
mod by_token;
mod hosts;
