//! What went wrong, in our words. SQLite's own texts may repeat stored values, so none of them is ever passed on.

use diesel::{ConnectionError, result::DatabaseErrorKind};
use pullkey_storage::{NoTurn, StoreError};

/// Why SQLite, or what stands before it, did not do what it was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("another connection kept the database locked")]
    Locked,
    #[error("the disk is full")]
    DiskFull,
    #[error("reading or writing the database failed: the disk is broken or full")]
    InputOutput,
    #[error("the database file cannot be opened")]
    CannotOpen,
    #[error("the database file was removed or replaced")]
    FileGone,
    #[error("the database is read-only")]
    ReadOnly,
    #[error("SQLite is out of memory")]
    OutOfMemory,
    #[error("the database file is damaged, or none")]
    Damaged,
    #[error("SQLite rolled the transaction back by itself")]
    RolledBack,
    #[error("the queue of writes is full")]
    QueueFull,
    #[error("it took longer than its caller waits")]
    Overdue,
    #[error("others kept this one waiting for too long")]
    NoTurn,
    #[error("the writer is gone")]
    WriterGone,
    #[error("the schema is not the one that this program works with")]
    OtherSchema,
    #[error("the epoch to raise is not there")]
    NoEpoch,
    #[error("the row is there already")]
    NotUnique,
    #[error("what the row refers to is not there")]
    NoReference,
    #[error("the row breaks a rule of its table")]
    RuleOfTable,
    #[error("a column could not be read")]
    Undecodable,
    #[error("the work panicked")]
    Panicked,
    #[error("SQLite refused for another reason")]
    Other,
}

impl Fault {
    /// The fault of which a message of SQLite tells.
    fn from_message(message: &str) -> Self {
        let known = MESSAGES.iter().find(|(known, _)| *known == message);
        known.map_or(Self::Other, |(_, fault)| *fault)
    }

    /// The fault of which a message of another library tells, by the message of SQLite at its end.
    pub(crate) fn from_suffix(message: &str) -> Self {
        let known = MESSAGES.iter().find(|(known, _)| message.ends_with(known));
        known.map_or(Self::Other, |(_, fault)| *fault)
    }

    /// Whether it says that the database was out of reach, and so that the call may be repeated.
    pub(crate) fn is_outage(self) -> bool {
        matches!(
            self,
            Self::Locked
                | Self::DiskFull
                | Self::InputOutput
                | Self::CannotOpen
                | Self::FileGone
                | Self::ReadOnly
                | Self::OutOfMemory
                | Self::RolledBack
                | Self::QueueFull
                | Self::Overdue
                | Self::NoTurn
                | Self::WriterGone
        )
    }
}

impl From<&diesel::result::Error> for Fault {
    fn from(error: &diesel::result::Error) -> Self {
        use diesel::result::Error;

        match error {
            Error::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::NotUnique,
                DatabaseErrorKind::ForeignKeyViolation => Self::NoReference,
                DatabaseErrorKind::NotNullViolation | DatabaseErrorKind::CheckViolation => {
                    Self::RuleOfTable
                }
                _ => Self::from_message(information.message()),
            },
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(&**commit_error),
            Error::DeserializationError(_) => Self::Undecodable,
            _ => Self::Other,
        }
    }
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&ConnectionError> for Fault {
    fn from(error: &ConnectionError) -> Self {
        match error {
            ConnectionError::BadConnection(_) => Self::CannotOpen,
            ConnectionError::CouldntSetupConfiguration(error) => Self::from(error),
            _ => Self::Other,
        }
    }
}

/// What a call answers that wrote nothing.
impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        if matches!(fault, Fault::NoTurn | Fault::QueueFull) {
            Self::Unavailable(NoTurn.into())
        } else if fault.is_outage() {
            Self::Unavailable(fault.into())
        } else {
            Self::Unexpected(fault.into())
        }
    }
}

/// diesel keeps SQLite's code to itself, but SQLite has one fixed message for each code.
const MESSAGES: [(&str, Fault); 10] = [
    ("database is locked", Fault::Locked),
    ("database table is locked", Fault::Locked),
    ("locking protocol", Fault::Locked),
    ("database or disk is full", Fault::DiskFull),
    ("disk I/O error", Fault::InputOutput),
    ("unable to open database file", Fault::CannotOpen),
    ("attempt to write a readonly database", Fault::ReadOnly),
    ("out of memory", Fault::OutOfMemory),
    ("database disk image is malformed", Fault::Damaged),
    ("file is not a database", Fault::Damaged),
];
