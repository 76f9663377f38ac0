//! Logins, tried at real registries.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage fails there"
)]

mod amazon;
mod bed;
mod by_password;
mod by_token;
mod controls;
mod hosts;
mod oddities;
mod providers;
mod self_hosted;
mod silence;
mod stand_in;
