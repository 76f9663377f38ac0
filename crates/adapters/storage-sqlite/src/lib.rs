#![doc = include_str!("../README.md")]

mod backup;
mod connection;
mod fault;
mod location;
mod migrations;
mod open_error;
mod readers;
mod row;
mod schema;
mod search;
mod store;
mod whole;
mod writer;

pub use self::{
    backup::{BackupError, backup},
    migrations::Migrate,
    open_error::OpenError,
    store::SqliteStore,
};
