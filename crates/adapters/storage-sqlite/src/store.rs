//! The store itself; the modules below it implement one port each.

mod api_key_directory;
mod api_key_store;
mod audit_chain;
mod audit_inspection;
mod audit_log;
mod audit_walk;
mod behind;
mod company_store;
mod credential_list;
mod credential_serving;
mod credential_store;
mod idempotency;
mod maintenance;
mod rewrapping;
mod ring_key_store;
mod store_health;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::{
    connection,
    location::{FileId, Location},
    migrations::{self, Migrate},
    open_error::OpenError,
    readers::Readers,
    writer::Writer,
};

/// Pullkey's store in one SQLite file: one thread writes, any number read beside it.
///
/// Two processes may have the same file open; their writes wait for each other. Everything is answered by the current
/// [`Deadline`](pullkey_storage::Deadline), and needs a Tokio runtime with its timer on.
/// Dropping it blocks until what was asked of it is written.
pub struct SqliteStore {
    location: Location,
    file: FileId,
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the store in this file. With [`Migrate::Yes`], a missing file is made. Only our user may read it: from one
    /// that is ours and gives others rights, they are taken.
    ///
    /// Blocks the calling thread while it migrates, and up to 5 seconds while another process does.
    ///
    /// # Errors
    /// [`OpenError`] with the reason.
    pub fn open(path: &Path, migrate: Migrate) -> Result<Self, OpenError> {
        let location = Location::of(path).map_err(OpenError::File)?;
        match migrate {
            Migrate::Yes => location.make().map_err(OpenError::File)?,
            Migrate::No if location.exists().map_err(OpenError::File)? => (),
            Migrate::No => return Err(OpenError::Missing),
        }
        location.tighten().map_err(OpenError::File)?;
        // Looked at before it is opened: if it is replaced in between, the health check tells.
        let file = location.file().map_err(OpenError::File)?;
        let mut connection = connection::writing(&location)?;
        migrations::ensure_schema(&mut connection, migrate)?;
        let writer = Writer::start(location.clone(), connection).map_err(OpenError::Thread)?;
        Ok(Self {
            readers: Readers::of(location.clone()),
            location,
            file,
            writer,
        })
    }
}
