#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot get its database going fails here"
)]

mod account;
mod cluster;
mod database;
mod faults;
mod files;
mod open_transaction;
mod options;
mod patience;
mod port;
mod postmaster;
mod processes;
mod programs;
mod psql;
mod session;
mod watchdog;

pub use self::{
    cluster::{Cluster, shared},
    database::{Database, Template},
    open_transaction::OpenTransaction,
    options::Options,
    port::Port,
    programs::server_programs,
    session::Session,
};
