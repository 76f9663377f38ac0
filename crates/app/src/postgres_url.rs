//! The URL of a PostgreSQL database, which is checked with the other settings: what a right one is, only the adapter
//! knows that connects by it.

pub(crate) use pullkey_storage_postgres::{
    DatabaseUrl as PostgresUrl, DatabaseUrlError as PostgresUrlError,
};
