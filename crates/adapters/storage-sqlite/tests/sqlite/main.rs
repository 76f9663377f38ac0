//! What SQLite's store keeps beyond the contract of every store.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so do the functions that it calls"
)]

mod backup;
mod chains;
mod corruption;
mod counts;
mod crash;
mod deleted_companies;
mod files;
mod migrations;
mod place;
mod rewrapping;
mod schema;
mod sharing;
mod silence;
