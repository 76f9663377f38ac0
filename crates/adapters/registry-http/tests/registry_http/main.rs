//! Logins and pulls, tried at real registries.

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
mod pull_amazon;
mod pull_grants;
mod pull_headers;
mod pull_manifests;
mod pull_oddities;
mod pull_passwords;
mod pull_providers;
mod pull_redirects;
mod pull_silence;
mod pull_streams;
mod pulls;
mod pulls_by_token;
mod self_hosted;
mod silence;
mod stand_in;
