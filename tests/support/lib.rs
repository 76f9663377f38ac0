#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot get its process going fails here"
)]

mod binary;
mod curl;
mod server;
mod socket;
mod tools;

pub use self::{
    binary::{Outcome, binary, pullkey, run},
    curl::{Answer, Curl},
    server::Server,
    socket::Socket,
    tools::{node_project, python_project},
};

/// The bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    halves.map(digit).collect()
}
