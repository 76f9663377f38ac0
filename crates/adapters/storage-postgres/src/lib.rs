#![doc = include_str!("../README.md")]

mod bounded;
mod change;
mod connector;
mod creates;
mod database_url;
mod fault;
mod finder;
mod link;
mod migrations;
mod open_error;
mod place;
mod row;
mod safety;
mod schema;
mod statement;
mod store;
mod tls;

pub use self::{
    database_url::{DatabaseUrl, DatabaseUrlError},
    migrations::Migrate,
    open_error::OpenError,
    safety::Safety,
    store::PostgresStore,
};
