//! Clusters as tests use them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot get its process going fails here"
)]

mod admission;
mod databases;
mod faults;
mod owner_gone;
mod standby;
