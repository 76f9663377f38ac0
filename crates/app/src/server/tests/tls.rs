//! On TLS: what holds on bare sockets, and what is about TLS itself.

#![expect(
    clippy::duplicate_mod,
    reason = "the same tests as on bare sockets, with another TestServer"
)]

use super::{carriers::Tls, *};

type TestServer = super::TestServer<Tls>;

#[path = "closings.rs"]
mod closings;
#[path = "handshakes.rs"]
mod handshakes;
#[path = "heads.rs"]
mod heads;
#[path = "invitations.rs"]
mod invitations;
#[path = "readers.rs"]
mod readers;
#[path = "refusals.rs"]
mod refusals;
#[path = "requests.rs"]
mod requests;
#[path = "stopping.rs"]
mod stopping;
#[path = "turns.rs"]
mod turns;
#[path = "unread_bodies.rs"]
mod unread_bodies;
