//! On bare sockets.

use super::{carriers::Plain, *};

type TestServer = super::TestServer<Plain>;

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
#[path = "signals.rs"]
mod signals;
#[path = "stopping.rs"]
mod stopping;
#[path = "turns.rs"]
mod turns;
#[path = "unread_bodies.rs"]
mod unread_bodies;
#[path = "wakes.rs"]
mod wakes;
