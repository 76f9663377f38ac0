use std::io;

use pullkey_storage::BoxError;

use crate::fault::Fault;

/// Why a store was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file, and none was to be made.
    #[error("there is no database file")]
    Missing,
    /// The file cannot be reached or made.
    #[error("the database file cannot be reached")]
    File(#[source] io::Error),
    /// The schema lacks something, and nothing was to be migrated.
    #[error("the schema lacks migrations: {}", missing.join(", "))]
    SchemaOlder {
        /// The versions that it lacks.
        missing: Vec<String>,
    },
    /// The schema was migrated by a newer program.
    #[error("the schema is newer than this program, which does not know its migrations {}", unknown.join(", "))]
    SchemaNewer {
        /// The versions that the program does not know.
        unknown: Vec<String>,
    },
    /// A migration did not run to its end, and left nothing behind.
    #[error("migration {version} failed")]
    Migration {
        /// Its version.
        version: String,
        /// What the database made of it.
        source: BoxError,
    },
    /// The database did not answer as it should.
    #[error("the database cannot be used")]
    Database(#[source] BoxError),
    /// The thread that writes could not be started.
    #[error("the writer cannot be started")]
    Thread(#[source] io::Error),
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self::Database(fault.into())
    }
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Fault::from(error).into()
    }
}
