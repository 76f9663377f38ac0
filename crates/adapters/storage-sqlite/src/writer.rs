//! One thread that writes, and commits together what waits together.
//!
//! A commit costs a sync of the disk, a row hardly anything. So all writes that arrive while a commit is under way go
//! into the next one, each in a savepoint of its own, and every caller is answered after the commit. There is no timer:
//! a single caller waits for nobody.

mod batch;
mod batch_outcome;
mod job;
mod journal;
#[cfg(test)]
mod tests;
mod turn;
mod writer_connection;

use std::{
    io, iter,
    sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    thread::{self, JoinHandle},
};

use diesel::SqliteConnection;
use pullkey_storage::{Deadline, StoreError};
use tokio::{sync::oneshot, time::timeout_at};

use self::{
    batch_outcome::BatchOutcome,
    job::{Job, Write},
    journal::{Journal, JournalMark},
    turn::Turn,
    writer_connection::WriterConnection,
};
use crate::{fault::Fault, location::Location};

pub(crate) use self::job::Rollback;

/// Writes on a thread of its own.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    journal: JournalMark,
    thread: Option<JoinHandle<()>>,
}

// Callers beyond that are sent away at once: they would wait longer than anybody waits for an answer.
const QUEUE: usize = 4096;
// Bounds how long the first of a batch waits for the last.
const BATCH: usize = 256;

impl Writer {
    pub(crate) fn start(location: Location, connection: SqliteConnection) -> io::Result<Self> {
        let (queue, jobs) = mpsc::sync_channel(QUEUE);
        let connection = WriterConnection::new(location, connection);
        let mark = JournalMark::default();
        let journal = Journal::of(mark.clone());
        let thread = thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || serve(connection, journal, &jobs))?;
        Ok(Self {
            queue: Some(queue),
            journal: mark,
            thread: Some(thread),
        })
    }

    /// Runs `work` in the writer's transaction, and answers when that is committed. It waits in the queue from the call
    /// on, not from the first poll; whoever drops the future before its turn has nothing written. Nor has anybody whose
    /// turn has not come by the current deadline; if it has come by then, but no answer, the outcome is unknown.
    pub(crate) fn write<T, R, F>(
        &self,
        work: F,
    ) -> impl Future<Output = Result<T, R>> + use<T, R, F>
    where
        T: Send + 'static,
        R: From<StoreError> + Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Result<T, Rollback<R>> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let deadline = Deadline::current();
        let turn = Turn::until(deadline);
        let queued = self.queue(Box::new(Write::new(work, turn.clone(), caller)));
        async move {
            queued.map_err(StoreError::from)?;
            // A writer that vanishes may have committed before.
            let vanished = |_| StoreError::OutcomeUnknown(Fault::WriterGone.into());
            match timeout_at(deadline.at().into(), answer).await {
                Ok(answer) => answer.map_err(vanished)?,
                Err(_) if turn.withdraw() => Err(StoreError::from(Fault::Overdue).into()),
                Err(_) => Err(StoreError::OutcomeUnknown(Fault::Overdue.into()).into()),
            }
        }
    }

    /// For work that deletes what must not be found on the disk any more.
    pub(crate) fn journal(&self) -> JournalMark {
        self.journal.clone()
    }

    /// Whether it still takes work.
    pub(crate) fn is_alive(&self) -> bool {
        self.thread
            .as_ref()
            .is_some_and(|thread| !thread.is_finished())
    }

    /// Lets the thread finish what is queued, and waits for it.
    fn close(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer panicked");
        }
    }

    fn queue(&self, job: Box<dyn Job>) -> Result<(), Fault> {
        let queue = self.queue.as_ref().ok_or(Fault::WriterGone)?;
        queue.try_send(job).map_err(|refused| match refused {
            mpsc::TrySendError::Full(_) => Fault::QueueFull,
            mpsc::TrySendError::Disconnected(_) => Fault::WriterGone,
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn serve(mut connection: WriterConnection, mut journal: Journal, jobs: &Receiver<Box<dyn Job>>) {
    loop {
        let first = match next(jobs, &journal) {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                journal.empty(&mut connection);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let waiting = iter::once(first).chain(jobs.try_iter()).take(BATCH);
        let mut batch: Vec<_> = waiting.filter(|job| !job.is_abandoned()).collect();
        if batch.is_empty() {
            continue;
        }
        let outcome = match connection.ready() {
            Ok(connection) => batch::commit(connection, &mut batch),
            Err(fault) => BatchOutcome::NothingWritten(fault),
        };
        for job in batch {
            job.answer(outcome);
        }
        journal.empty_if_due(&mut connection);
    }
    journal.empty(&mut connection);
}

/// Waits for work, but no longer than the journal may wait to be emptied.
fn next(
    jobs: &Receiver<Box<dyn Job>>,
    journal: &Journal,
) -> Result<Box<dyn Job>, RecvTimeoutError> {
    match journal.due_in() {
        Some(wait) => jobs.recv_timeout(wait),
        None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}
