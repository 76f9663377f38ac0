//! The client, on real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage fails there"
)]

mod addresses;
mod answers;
mod names;
mod secured;
mod server;
