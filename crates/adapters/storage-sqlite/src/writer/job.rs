//! Writes as the queue holds them: whatever they return, with who waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::SqliteConnection;
use pullkey_storage::StoreError;
use tokio::sync::oneshot;

use super::{batch_outcome::BatchOutcome, turn::Turn};
use crate::fault::Fault;

/// One write, whatever it returns.
pub(super) trait Job: Send {
    /// Whether nobody waits for it any more.
    fn is_abandoned(&self) -> bool;

    /// Does the work, unless it was withdrawn or is overdue, and says whether it is to be kept. If not, a fault tells of
    /// SQLite's part in that.
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Option<Fault>>;

    /// Answers the caller.
    fn answer(self: Box<Self>, outcome: BatchOutcome);
}

/// Why a write is to be rolled back.
#[derive(Debug)]
pub(crate) enum Rollback<R> {
    /// It refused by itself.
    Refused(R),
    /// The database failed it.
    Failed(Fault),
}

impl<R> From<Fault> for Rollback<R> {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

impl<R> From<diesel::result::Error> for Rollback<R> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Work, and who waits for its result.
pub(super) struct Write<T, R, F> {
    work: Option<F>,
    turn: Turn,
    result: Result<T, Rollback<R>>,
    caller: oneshot::Sender<Result<T, R>>,
}

impl<T, R, F> Write<T, R, F> {
    pub(super) fn new(work: F, turn: Turn, caller: oneshot::Sender<Result<T, R>>) -> Self {
        Self {
            work: Some(work),
            turn,
            // What holds if the work does not come to an end.
            result: Err(Rollback::Failed(Fault::Panicked)),
            caller,
        }
    }
}

impl<T, R, F> Job for Write<T, R, F>
where
    T: Send,
    R: From<StoreError> + Send,
    F: FnOnce(&mut SqliteConnection) -> Result<T, Rollback<R>> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.caller.is_closed()
    }

    fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Option<Fault>> {
        if !self.turn.begin() {
            self.result = Err(Rollback::Failed(Fault::Overdue));
            return Err(None);
        }
        // Unwind safe: all that the work leaves behind is rolled back.
        if let Some(work) = self.work.take()
            && let Ok(result) = catch_unwind(AssertUnwindSafe(|| work(connection)))
        {
            self.result = result;
        }
        match &self.result {
            Ok(_) => Ok(()),
            Err(Rollback::Refused(_)) => Err(None),
            Err(Rollback::Failed(fault)) => Err(Some(*fault)),
        }
    }

    fn answer(self: Box<Self>, outcome: BatchOutcome) {
        let answer = match outcome {
            BatchOutcome::Committed => self.result.map_err(|rollback| match rollback {
                Rollback::Refused(refusal) => refusal,
                Rollback::Failed(fault) => StoreError::from(fault).into(),
            }),
            BatchOutcome::NothingWritten(fault) => {
                Err(StoreError::Unavailable(fault.into()).into())
            }
            BatchOutcome::Unknown(fault) => Err(StoreError::OutcomeUnknown(fault.into()).into()),
        };
        // Whoever left meanwhile misses nothing.
        let _: Result<_, _> = self.caller.send(answer);
    }
}
