//! A writer to try, and a way to keep it busy.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    task::Poll,
};

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::{InstrumentationEvent, SimpleConnection},
    sql_query,
    sql_types::BigInt,
};
use pullkey_storage::{BoxError, InsertError, StoreError};
use tempfile::{TempDir, tempdir};

use crate::{
    connection,
    fault::Fault,
    location::Location,
    writer::{Rollback, Writer},
};

/// A writer on a table `t` of numbers, and a connection beside it.
pub(super) struct Bench {
    pub(super) writer: Writer,
    pub(super) beside: SqliteConnection,
    commits: Arc<AtomicUsize>,
    _folder: TempDir,
}

pub(super) type Answer = Pin<Box<dyn Future<Output = Result<(), InsertError>>>>;

/// A write that keeps the writer busy.
pub(super) struct Hold {
    release: mpsc::Sender<()>,
    answer: Answer,
}

impl Hold {
    pub(super) fn release(self) {
        self.release.send(()).unwrap();
    }

    pub(super) async fn end(self) {
        self.release.send(()).unwrap();
        self.answer.await.unwrap();
    }
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = tempdir().unwrap();
        let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
        location.make().unwrap();
        let mut beside = connection::writing(&location).unwrap();
        let tables = "
            CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE child (t INTEGER NOT NULL REFERENCES t) STRICT;
        ";
        beside.batch_execute(tables).unwrap();
        let mut connection = connection::writing(&location).unwrap();
        let commits = Arc::default();
        count_commits(&mut connection, Arc::clone(&commits));
        Self {
            writer: Writer::start(location, connection).unwrap(),
            beside,
            commits,
            _folder: folder,
        }
    }

    /// Keeps the writer busy, so that what is queued meanwhile is one batch.
    pub(super) fn hold(&self) -> Hold {
        let (entered, has_entered) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let answer = self.write(move |_| {
            entered.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        });
        has_entered.recv().unwrap();
        Hold { release, answer }
    }

    pub(super) fn write(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<(), Rollback<InsertError>> + Send + 'static,
    ) -> Answer {
        Box::pin(self.writer.write(work))
    }

    pub(super) fn execute(&self, sql: &str) -> Answer {
        let sql = sql.to_owned();
        self.write(move |connection| Ok(connection.batch_execute(&sql)?))
    }

    pub(super) fn insert(&self, n: i64) -> Answer {
        self.execute(&format!("INSERT INTO t VALUES ({n})"))
    }

    /// How many commits the writer has made, or tried to.
    pub(super) fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }

    /// How many rows were committed.
    pub(super) fn count(&mut self) -> i64 {
        let count = sql_query("SELECT count(*) AS count FROM t");
        let count: Count = count.get_result(&mut self.beside).unwrap();
        count.count
    }
}

fn count_commits(connection: &mut SqliteConnection, commits: Arc<AtomicUsize>) {
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
        // What is deeper only releases a savepoint.
        InstrumentationEvent::CommitTransaction { depth, .. } if depth.get() == 1 => {
            commits.fetch_add(1, Ordering::SeqCst);
        }
        _ => (),
    });
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

pub(super) async fn is_answered(answer: &mut Answer) -> bool {
    poll_fn(|context| Poll::Ready(answer.as_mut().poll(context).is_ready())).await
}

/// What a caller was told, and why.
pub(super) fn fault(error: InsertError) -> (&'static str, Fault) {
    let fault = |cause: BoxError| *cause.downcast::<Fault>().unwrap();
    match error {
        InsertError::Store(StoreError::Unavailable(cause)) => ("unavailable", fault(cause)),
        InsertError::Store(StoreError::OutcomeUnknown(cause)) => ("unknown", fault(cause)),
        InsertError::Store(StoreError::Unexpected(cause)) => ("unexpected", fault(cause)),
        other => panic!("{other}"),
    }
}
