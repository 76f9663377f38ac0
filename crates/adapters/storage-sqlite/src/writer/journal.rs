//! The journal beside the database, in which what was overwritten or deleted can still be read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection,
    sql_query, sql_types::Integer,
};

use super::writer_connection::WriterConnection;
use crate::fault::Fault;

/// Says that the journal will hold something that must not be found on the disk any more.
#[derive(Clone, Default)]
pub(crate) struct JournalMark(Arc<AtomicBool>);

/// Empties the journal where that was asked for.
pub(super) struct Journal {
    mark: JournalMark,
    /// When it is tried again, after others hindered it.
    again_at: Option<Instant>,
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Others hinder it by reading what was there before, or by emptying it themselves.
const PAUSE: Duration = Duration::from_mins(1);

impl JournalMark {
    /// It is emptied after the batch of whoever says so. Should that be rolled back, it is emptied in vain.
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Journal {
    pub(super) fn of(mark: JournalMark) -> Self {
        let again_at = None;
        Self { mark, again_at }
    }

    /// How long until it is to be emptied, though nobody may write any more until then.
    pub(super) fn due_in(&self) -> Option<Duration> {
        let again_at = self.again_at?;
        Some(again_at.saturating_duration_since(Instant::now()))
    }

    /// Empties it, if it is marked and not about to be tried later.
    pub(super) fn empty_if_due(&mut self, connection: &mut WriterConnection) {
        if self.due_in().is_some_and(|wait| !wait.is_zero()) {
            return;
        }
        self.empty(connection);
    }

    /// Empties it, if it is marked.
    pub(super) fn empty(&mut self, connection: &mut WriterConnection) {
        if !self.mark.0.swap(false, Ordering::AcqRel) {
            return;
        }
        match connection.ready().and_then(empty) {
            Ok(()) => self.again_at = None,
            Err(fault) => {
                tracing::warn!(
                    error = %fault,
                    "the journal still holds what was deleted; it will be tried again"
                );
                self.mark.set();
                self.again_at = Some(Instant::now() + PAUSE);
            }
        }
    }
}

/// Writes into the database what the journal has, and leaves the journal empty. Whoever reads what was there before is
/// waited for, but only for a moment, as others wait to write meanwhile.
fn empty(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let emptied = (|| -> QueryResult<Checkpoint> {
        connection.batch_execute("PRAGMA busy_timeout = 200")?;
        sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection)
    })();
    connection.batch_execute("PRAGMA busy_timeout = 5000")?;
    if emptied?.busy == 0 {
        Ok(())
    } else {
        Err(Fault::Locked)
    }
}
