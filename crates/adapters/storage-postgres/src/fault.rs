//! What went wrong, in our words. PostgreSQL's own texts may repeat stored values, so none of them is ever passed on.

mod connecting;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use diesel::result::{DatabaseErrorKind, Error};
use pullkey_storage::{NoTurn, StoreError};

/// Why PostgreSQL, or what stands before it, did not do what it was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    // Nothing was asked of PostgreSQL.
    #[error("the store was not opened yet")]
    NotOpen,
    #[error("too many wait for the same already")]
    QueueFull,
    #[error("others kept this one waiting for too long")]
    NoTurn,
    #[error("others claimed the idempotency key and gave it up again and again")]
    Contended,

    // There is no connection, and it may come by itself.
    #[error("there is no connection to PostgreSQL yet")]
    NotConnected,
    #[error("the name of PostgreSQL's host is not known")]
    UnknownHost,
    #[error("PostgreSQL cannot be reached")]
    Unreachable,
    #[error("PostgreSQL did not answer in time when a connection was opened")]
    SlowToConnect,
    #[error("PostgreSQL is starting or stopping")]
    StartingOrStopping,
    #[error("PostgreSQL has no connection left")]
    NoConnectionLeft,
    #[error("PostgreSQL is in recovery, as a standby is")]
    InRecovery,
    #[error("PostgreSQL is read-only")]
    ReadOnly,
    #[error("another server may have taken the place of this one")]
    Moved,
    #[error("PostgreSQL refused or ended the connection")]
    NotTaken,

    // There is no connection until somebody changes a setting.
    #[error("PostgreSQL does not let this user in, or not with this password")]
    NotLetIn,
    #[error("there is no such database")]
    NoDatabase,
    #[error("PostgreSQL does not take the options of the URL")]
    OptionsRefused,
    #[error("PostgreSQL offers no TLS")]
    NoTls,
    #[error("TLS could not be agreed upon with PostgreSQL")]
    TlsFailed,
    #[error("PostgreSQL's certificate was not issued by a trusted authority")]
    UntrustedCertificate,
    #[error("PostgreSQL's certificate is for another host")]
    CertificateOfOther,
    #[error("PostgreSQL's certificate is not valid at this time")]
    CertificateOutdated,
    #[error("the file of sslrootcert cannot be read, or holds no certificate")]
    NoRootCertificate,
    #[error("the system has no certificates that it trusts")]
    NoSystemCertificates,
    #[error("PostgreSQL is older than version 14")]
    TooOld,
    #[error("the database's encoding is not UTF8")]
    OtherEncoding,
    #[error("PostgreSQL's fsync is off, so a crash can lose what was acknowledged")]
    FsyncOff,
    #[error("synchronous_commit is off, so a crash can lose what was acknowledged")]
    SynchronousCommitOff,

    // There was a connection.
    #[error("the connection to PostgreSQL was lost")]
    ConnectionLost,
    #[error("PostgreSQL stopped answering")]
    Hung,
    #[error("PostgreSQL did not answer in time")]
    Overdue,
    #[error("PostgreSQL gave the statement up, which took too long or waited too long for a lock")]
    GivenUp,
    #[error("a table was changed since the statement was prepared")]
    OutdatedPlan,
    #[error("PostgreSQL refused the statement")]
    Refused,
    #[error("transactions got in each other's way")]
    Conflict,

    // A write may have been committed.
    #[error("PostgreSQL did not answer a write in time")]
    WriteOverdue,
    #[error("the connection to PostgreSQL was lost during a write")]
    LostDuringWrite,
    #[error("a commit is on PostgreSQL's disk, but its replication was given up")]
    NotReplicated,
    #[error("PostgreSQL's answer to a write could not be read")]
    UnreadableAnswer,

    // A statement and the schema do not fit.
    #[error("the schema is not one that this program works with")]
    OtherSchema,
    #[error("the row is there already")]
    NotUnique,
    #[error("what the row refers to is not there")]
    NoReference,
    #[error("the row breaks a rule of its table")]
    RuleOfTable,
    #[error("a row that must be there is not")]
    NoRow,
    #[error("a column could not be read")]
    Undecodable,
    #[error("the statement could not be made")]
    Unsendable,
}

impl Fault {
    /// Whether it says that a server takes no writes, as long as it is not made the primary.
    pub(crate) fn is_of_standby(self) -> bool {
        matches!(self, Self::InRecovery | Self::ReadOnly)
    }

    /// Whether it says that the database was out of reach or busy, and so that the call may be repeated.
    pub(crate) fn is_outage(self) -> bool {
        matches!(
            self,
            Self::NotConnected
                | Self::UnknownHost
                | Self::Unreachable
                | Self::SlowToConnect
                | Self::StartingOrStopping
                | Self::NoConnectionLeft
                | Self::InRecovery
                | Self::ReadOnly
                | Self::Moved
                | Self::NotTaken
                | Self::ConnectionLost
                | Self::Hung
                | Self::Overdue
                | Self::GivenUp
                | Self::OutdatedPlan
                | Self::Refused
                | Self::Conflict
        )
    }

    /// Whether it is known that nothing was written.
    pub(crate) fn wrote_nothing(self) -> bool {
        !matches!(
            self,
            Self::WriteOverdue
                | Self::LostDuringWrite
                | Self::NotReplicated
                | Self::UnreadableAnswer
        )
    }

    /// Whether a single row of a statement may be to blame, so that the others may be written without it. Nothing was
    /// written.
    ///
    /// A row breaks a constraint (class 23 of PostgreSQL's codes), which diesel tells, or it has a value that PostgreSQL
    /// (class 22) or a trigger does not take. Of those diesel tells nothing, so they count with whatever else was
    /// refused at once. What concerns the server, the connection or other transactions concerns every row.
    pub(crate) fn may_be_of_one_row(self) -> bool {
        matches!(
            self,
            Self::NotUnique
                | Self::NoReference
                | Self::RuleOfTable
                | Self::Refused
                | Self::Unsendable
        )
    }

    /// Whether the same statement may go through if it is asked once more at once. Nothing was written.
    pub(crate) fn is_passing(self) -> bool {
        matches!(self, Self::Conflict | Self::OutdatedPlan)
    }

    /// Whether it tells of the statement, and not of PostgreSQL or the connection to it.
    fn is_of_statement(self) -> bool {
        matches!(
            self,
            Self::OtherSchema
                | Self::NotUnique
                | Self::NoReference
                | Self::RuleOfTable
                | Self::NoRow
                | Self::Undecodable
                | Self::Unsendable
        )
    }
}

/// What diesel makes of an answer. It keeps the SQLSTATE of most errors to itself.
impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        use DatabaseErrorKind::{
            CheckViolation, ClosedConnection, ExclusionViolation, ForeignKeyViolation,
            NotNullViolation, ReadOnlyTransaction, RestrictViolation, SerializationFailure,
            UnableToSendCommand, UniqueViolation,
        };

        match error {
            Error::DatabaseError(kind, _) => match kind {
                // The second one is every error that no answer of PostgreSQL stands behind.
                ClosedConnection | UnableToSendCommand => Self::ConnectionLost,
                SerializationFailure => Self::Conflict,
                ReadOnlyTransaction => Self::ReadOnly,
                UniqueViolation => Self::NotUnique,
                ForeignKeyViolation | RestrictViolation => Self::NoReference,
                NotNullViolation | CheckViolation | ExclusionViolation => Self::RuleOfTable,
                _ => Self::Refused,
            },
            Error::NotFound => Self::NoRow,
            Error::DeserializationError(_) => Self::Undecodable,
            _ => Self::Unsendable,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        if !fault.wrote_nothing() {
            Self::OutcomeUnknown(fault.into())
        } else if matches!(fault, Fault::NoTurn | Fault::QueueFull) {
            Self::Unavailable(NoTurn.into())
        } else if fault.is_of_statement() {
            Self::Unexpected(fault.into())
        } else {
            // Without a connection, whatever the reason, nothing was asked of PostgreSQL.
            Self::Unavailable(fault.into())
        }
    }
}
