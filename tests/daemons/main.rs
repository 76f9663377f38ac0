//! Pulls through the gateway by docker's daemon and by containerd, as they are in Debian's packages. They need root
//! and those packages, which no test installs: `cargo test` leaves them out, and `just daemons` runs them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot get its process going fails here"
)]

mod containerd;
mod daemon;
mod docker;
mod mirrors;
mod pulled_by_containerd;
mod pulled_by_docker;
mod refused_to_docker;
