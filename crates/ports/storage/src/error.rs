use pullkey_domain::stored::InconsistentRow;

/// The cause of a failure, for the log of this service. It MUST NOT repeat values that were stored or sent.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What can go wrong with any call to a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store did not take the call, and nothing was written: it may be repeated freely.
    #[error("the store is unavailable")]
    Unavailable(#[source] BoxError),
    /// A write was under way when the store stopped answering: it may have been committed.
    #[error("whether the store wrote it is unknown")]
    OutcomeUnknown(#[source] BoxError),
    /// A stored row breaks a rule of the domain.
    #[error("a row of {table} is corrupt")]
    Corrupt {
        /// Where it stands.
        table: &'static str,
        /// What breaks which rule.
        #[source]
        source: InconsistentRow,
    },
    /// The store refused for a reason that nobody foresaw.
    #[error("the store failed")]
    Unexpected(#[source] BoxError),
}

/// The cause of [`StoreError::Unavailable`] for whoever was refused because others were before him: the store is there, but is
/// asked for more than it can do in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("others came first, and this one's turn did not come in time")]
pub struct NoTurn;

impl StoreError {
    /// Whether it was refused because others were before it.
    pub fn is_no_turn(&self) -> bool {
        matches!(self, Self::Unavailable(cause) if cause.is::<NoTurn>())
    }
}

/// Why something that belongs to a company was not inserted.
#[derive(Debug, thiserror::Error)]
pub enum InsertError {
    /// There is no such company, or no longer.
    #[error("there is no such company")]
    CompanyGone,
    /// The API key that it was decided by is not what it was then.
    #[error("the API key that it was decided by was changed or deleted meanwhile")]
    AuthorityStale,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a row was not changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The row is not there, or not in the version that the change was decided upon.
    #[error("the row was changed or deleted meanwhile")]
    Stale,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}
