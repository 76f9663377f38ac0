//! A pool of connections that read.

use std::{
    num::NonZero,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::available_parallelism,
};

use diesel::{Connection, QueryResult, SqliteConnection};
use pullkey_storage::{Deadline, StoreError};
use tokio::{sync::Semaphore, task, time::timeout_at};

use crate::{connection, fault::Fault, location::Location};

/// Connections that read. They never wait for the writer, nor it for them: each sees what was committed when its query
/// began.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Shared>);

struct Shared {
    location: Location,
    idle: Mutex<Vec<SqliteConnection>>,
    pages: Arc<Semaphore>,
    searches: Arc<Semaphore>,
}

/// How much a read may walk over. Those of each kind wait for each other only: however many search, pages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// As many rows as it gives.
    Page,
    /// All that a company has.
    Search,
}

// What more is opened in a rush is closed after its use.
const IDLE: usize = 16;
// What is beyond as many as there are processors waits for its turn: more at once would only slow each other down, and those
// who serve connections with them.
const LEAST: usize = 2;

impl Readers {
    pub(crate) fn of(location: Location) -> Self {
        let processors = available_parallelism().map_or(LEAST, NonZero::get);
        Self(Arc::new(Shared {
            location,
            idle: Mutex::new(Vec::new()),
            pages: Arc::new(Semaphore::new(processors.max(LEAST))),
            searches: Arc::new(Semaphore::new((processors / 2).max(1))),
        }))
    }

    /// Reads on the caller's own thread: for what takes some microseconds, less than to hand it to another thread.
    pub(crate) fn read_inline<T>(
        &self,
        query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        require_time(Deadline::current())?;
        self.read(query)
    }

    /// Reads on a thread that may block, and everything at one moment.
    pub(crate) async fn read_blocking<T: Send + 'static>(
        &self,
        walk: Walk,
        query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turns = match walk {
            Walk::Page => &self.0.pages,
            Walk::Search => &self.0.searches,
        };
        let deadline = Deadline::current();
        require_time(deadline)?;
        let turn = deadline.turn(Arc::clone(turns).acquire_owned()).await;
        // Nobody closes the semaphore.
        let turn = turn.and_then(Result::ok).ok_or(Fault::NoTurn)?;
        let readers = self.clone();
        let reading = task::spawn_blocking(move || {
            // Kept to the end, though the caller may be gone by then.
            let _turn = turn;
            readers.read(|connection| connection.transaction(query))
        });
        let read = timeout_at(deadline.at().into(), reading);
        // The panic's own words may repeat what it was about.
        read.await
            .map_err(|_| Fault::Overdue)?
            .map_err(|_| Fault::Panicked)?
    }

    fn read<T>(
        &self,
        query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connection::reading(&self.0.location)?,
        };
        // A connection that failed is not kept.
        let answer = query(&mut connection).map_err(Fault::from)?;
        let mut idle = self.idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    // Nothing panics while it holds the list.
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What nobody waits for any more is not begun.
fn require_time(deadline: Deadline) -> Result<(), Fault> {
    if deadline.has_passed() {
        return Err(Fault::Overdue);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use tempfile::{TempDir, tempdir};

    use super::*;

    fn readers() -> (Readers, TempDir) {
        let folder = tempdir().unwrap();
        let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
        location.make().unwrap();
        (Readers::of(location), folder)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_read_that_goes_on_past_its_deadline_is_unavailable() {
        let (readers, _folder) = readers();
        let (end, ended) = mpsc::channel::<()>();
        let read = readers.read_blocking(Walk::Page, move |_| {
            // Goes on until the caller is gone.
            let _ = ended.recv();
            Ok(())
        });
        let deadline = Deadline::after(Duration::from_millis(20));
        let answer = deadline.bounding(read).await;
        assert!(matches!(answer, Err(StoreError::Unavailable(_))));
        drop(end);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn however_many_search_pages_are_read() {
        let (readers, _folder) = readers();
        let at_once = readers.0.searches.available_permits();
        let (began, running) = mpsc::channel();
        let searches: Vec<_> = (0..2 * at_once)
            .map(|_| {
                let (readers, began) = (readers.clone(), began.clone());
                let (end, ended) = mpsc::channel::<()>();
                let search = tokio::spawn(async move {
                    let search = readers.read_blocking(Walk::Search, move |_| {
                        began.send(()).unwrap();
                        // Goes on until the test has what it wants.
                        let _ = ended.recv();
                        Ok(())
                    });
                    search.await
                });
                (search, end)
            })
            .collect();
        for _ in 0..at_once {
            running.recv().unwrap();
        }
        let page = readers.read_blocking(Walk::Page, |_| Ok("a page")).await;
        assert_eq!(page.unwrap(), "a page");
        assert!(running.try_recv().is_err(), "no more search at once");
        let (searches, ends): (Vec<_>, Vec<_>) = searches.into_iter().unzip();
        drop(ends);
        for search in searches {
            search.await.unwrap().unwrap();
        }
    }
}
