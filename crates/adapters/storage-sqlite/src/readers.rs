//! A pool of connections that read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::{Connection, QueryResult, SqliteConnection};
use pullkey_storage::StoreError;
use tokio::{sync::Semaphore, task};

use crate::{connection, fault::Fault, location::Location};

/// Connections that read. They never wait for the writer, nor it for them: each sees what was committed when its query
/// began.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Shared>);

struct Shared {
    location: Location,
    idle: Mutex<Vec<SqliteConnection>>,
    lists: Arc<Semaphore>,
}

// What more is opened in a rush is closed after its use.
const IDLE: usize = 16;
// Lists beyond that wait for their turn, as more would only open more files.
const LISTS: usize = 8;

impl Readers {
    pub(crate) fn of(location: Location) -> Self {
        Self(Arc::new(Shared {
            location,
            idle: Mutex::new(Vec::new()),
            lists: Arc::new(Semaphore::new(LISTS)),
        }))
    }

    /// Reads on the caller's own thread: for what takes some microseconds, less than to hand it to another thread.
    pub(crate) fn read_inline<T>(
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

    /// Reads on a thread that may block, and everything at one moment.
    pub(crate) async fn read_blocking<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = Arc::clone(&self.0.lists).acquire_owned().await;
        let readers = self.clone();
        let reading = task::spawn_blocking(move || {
            // Kept to the end, though the caller may be gone by then.
            let _turn = turn;
            readers.read_inline(|connection| connection.transaction(query))
        });
        // The panic's own words may repeat what it was about.
        reading.await.map_err(|_| Fault::Panicked)?
    }

    // Nothing panics while it holds the list.
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
