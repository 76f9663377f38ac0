#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot get its process going fails here"
)]

mod binary;
mod certificate;
mod client;
mod curl;
mod database;
mod gateway;
mod installation;
mod journal;
mod keeper;
mod key_ring;
mod keys;
mod node;
mod place;
mod processes;
mod proxy;
mod said;
mod server;
mod socket;
mod tools;
mod unavailability;
mod wall_time;

pub use self::{
    binary::{Outcome, binary, paste, program, pullkey, run, unwiped},
    certificate::{SelfSigned, TLS},
    client::{Call, Client, Lost, Reply},
    curl::{Answer, Curl},
    database::{Database, blob, hyphenated},
    gateway::Gateway,
    installation::{Installation, Tenant},
    journal::{Entry, Journal, Outcome as RequestOutcome},
    keeper::Keeper,
    key_ring::KeyRingFile,
    keys::{IssuedKey, delete_company, make_company, make_key, make_revoked_key, revoke_key},
    node::Node,
    place::Place,
    processes::Processes,
    proxy::{Message, Proxy, Upstream},
    said::Said,
    server::Server,
    socket::Socket,
    tools::{node_project, python_project},
    unavailability::Unavailability,
    wall_time::wall_time,
};

/// The bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    halves.map(digit).collect()
}
