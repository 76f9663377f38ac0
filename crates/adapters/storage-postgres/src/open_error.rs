use pullkey_storage::BoxError;

use crate::fault::Fault;

/// Why a store was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database is away for now.
    #[error("the database cannot be reached")]
    Away(#[source] BoxError),
    /// The database is there, but cannot be used as it is.
    #[error("the database cannot be used")]
    Unusable(#[source] BoxError),
    /// The database may lose what it acknowledged, and [`Safety::Required`](crate::Safety) does not take that.
    #[error("the database is not safe")]
    Unsafe(#[source] BoxError),
    /// The user may not do what the service must, or what a migration must.
    #[error(
        "PostgreSQL does not let this user do what it must, it lacks {lacking} (docs/postgresql.md, \"A role that may not make tables\")"
    )]
    NotPermitted {
        /// The rights that it lacks, each with what it lacks it on.
        lacking: String,
    },
    /// The schema lacks something, and nothing was to be migrated.
    #[error("the schema lacks migrations: {}", missing.join(", "))]
    SchemaOlder {
        /// The versions that it lacks.
        missing: Vec<String>,
    },
    /// The schema was migrated by a newer program, and this one is too old for it.
    #[error("the schema needs Pullkey {oldest} or newer since its migration {version}, and this is {}", env!("CARGO_PKG_VERSION"))]
    SchemaNewer {
        /// The migration that says so.
        version: String,
        /// The oldest program that can serve the schema.
        oldest: String,
    },
    /// Another program keeps its tables here.
    #[error("the database belongs to another program")]
    Foreign,
    /// Another program migrates the schema, and was not done in time.
    #[error("another program migrates the schema")]
    Migrating,
    /// A migration waited for a lock that others held for too long, and left nothing behind.
    #[error("migration {version} was held up by others who use its tables")]
    MigrationHeldUp {
        /// Its version.
        version: String,
    },
    /// A migration did not run to its end, and left nothing behind.
    #[error("migration {version} failed; PostgreSQL's log says why")]
    Migration {
        /// Its version.
        version: String,
    },
}

impl OpenError {
    /// Whether the database is merely away or busy, so that the attempt may be repeated as it is.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Away(_) | Self::Migrating | Self::MigrationHeldUp { .. }
        )
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::FsyncOff | Fault::SynchronousCommitOff => Self::Unsafe(fault.into()),
            _ if fault.is_outage() => Self::Away(fault.into()),
            _ => Self::Unusable(fault.into()),
        }
    }
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Fault::from(error).into()
    }
}
