//! The store itself; the modules below it implement one port each.

mod api_key_directory;
mod api_key_store;
mod audit_chain;
mod audit_inspection;
mod audit_log;
mod audit_walk;
mod company_store;
mod credential_list;
mod credential_serving;
mod credential_store;
mod idempotency;
mod listing;
mod maintenance;
mod rewrapping;
mod ring_key_store;
mod store_health;

use std::{
    panic::resume_unwind,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use diesel_async::{AsyncPgConnection, RunQueryDsl};
use pullkey_storage::{Deadline, StoreError};
use tokio::time::timeout_at;

use crate::{
    change::Change,
    connector::{Connector, Purpose},
    creates::Creates,
    database_url::DatabaseUrl,
    fault::Fault,
    finder::Finder,
    link::Link,
    migrations::{self, Migrate},
    open_error::OpenError,
    safety::Safety,
};

/// Pullkey's store in a PostgreSQL database, which any number of nodes share.
///
/// It needs a Tokio runtime with more than one thread, its I/O and its timer on.
pub struct PostgresStore {
    connector: Connector,
    shared: Arc<Shared>,
    /// Of a store that is one worker's.
    own: Option<OwnLinks>,
}

/// What a store and those of its workers have in common.
#[derive(Default)]
struct Shared {
    /// They are there from the first attempt to open it on that came as far as a connection.
    links: OnceLock<Links>,
    opened: OnceLock<()>,
    /// So many workers have connections of their own, or may have.
    workers: AtomicUsize,
}

/// More have none of their own: on a large machine, they would take what PostgreSQL has for everybody.
const WORKERS: usize = 8;

/// The connections of one worker, which its own runtime drives: what it asks and what it is answered changes no thread. They
/// are connected when they are first needed, as only then it is known on which runtime, and that the store is open.
#[derive(Default)]
struct OwnLinks {
    finder: OnceLock<Finder>,
    pages: OnceLock<Link>,
}

/// The connections, which come back by themselves. What is slow has its own, as whatever is asked on one connection is
/// answered in turn.
struct Links {
    /// The host whose schema was seen to. Others may take its place.
    opened_at: String,
    /// For what others change, which is looked at again and again.
    watch: Link,
    /// For what is looked at to tell whether it can be worked with.
    health: Link,
    /// For what reads a row.
    points: Link,
    /// Looks for credentials there.
    finder: Finder,
    /// For what reads a page.
    pages: Link,
    /// For what may walk over everything that a company has.
    searches: Link,
    /// For what writes.
    changes: Link,
    /// For what is created many at a time.
    creates: Creates,
    /// For the chains of audit events.
    chains: Link,
    /// For what checks all of them. Nothing that serves needs it, so it is connected when it is first asked.
    inspections: OnceLock<Link>,
}

impl Links {
    /// Begins to connect them, those first without which nobody can be let in, and then one after the other: each takes a new
    /// process of PostgreSQL, and many at once would keep the first answers waiting.
    fn at(connector: &Connector, opened_at: String) -> Self {
        let first = |purpose| Link::start(connector.clone(), purpose);
        let behind = |link: &Link, purpose| link.start_next(connector.clone(), purpose);
        let (watch, points) = (first(Purpose::Watch), first(Purpose::PointReads));
        let health = behind(&watch, Purpose::Health);
        let pages = behind(&points, Purpose::Pages);
        let creates = behind(&pages, Purpose::Creates);
        let changes = behind(&creates, Purpose::Changes);
        let searches = behind(&changes, Purpose::Searches);
        let chains = behind(&searches, Purpose::Chains);
        Self {
            opened_at,
            finder: Finder::on(points.clone()),
            creates: Creates::on(creates),
            inspections: OnceLock::new(),
            watch,
            health,
            points,
            pages,
            changes,
            searches,
            chains,
        }
    }
}

impl PostgresStore {
    /// A store in this database. Nothing is connected, and whatever is asked of it is answered as unavailable until it
    /// was opened.
    pub fn new(url: &DatabaseUrl, safety: Safety) -> Self {
        Self {
            connector: Connector::new(url, safety),
            shared: Arc::default(),
            own: None,
        }
    }

    /// The same store for a worker, a thread that alone drives its runtime: what is read most often is asked on connections
    /// of its own, if it is one of the first eight. It must be used on no other runtime.
    #[must_use]
    pub fn for_worker(&self) -> Self {
        Self {
            connector: self.connector.clone(),
            own: (self.shared.workers.fetch_add(1, Ordering::Relaxed) < WORKERS)
                .then(OwnLinks::default),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Connects once, sees to the schema, and opens the store. From then on its connections come back by themselves.
    ///
    /// It ends by the deadline of the running work, unless it migrates: a migration has the time that it takes.
    ///
    /// # Errors
    /// [`OpenError`] with the reason. Nothing was opened, and it may be tried again.
    pub async fn open(&self, migrate: Migrate) -> Result<(), OpenError> {
        let deadline = Deadline::current();
        let opening = Box::pin(self.connector.open(Purpose::Administration));
        let opened = timeout_at(deadline.at().into(), opening).await;
        let opened = opened.unwrap_or(Err(Fault::SlowToConnect))?;
        // They connect while the schema is looked at: each takes a process of PostgreSQL, which takes its time.
        let links = || Links::at(&self.connector, opened.host.clone());
        self.shared.links.get_or_init(links);
        let connection = opened.driven_by_itself();
        // On a task of its own, as it blocks its thread, and whoever waits for it may have more to do.
        let ensured = deadline.bounding(migrations::ensure_schema(connection, migrate));
        let ensured = tokio::spawn(ensured).await;
        ensured.unwrap_or_else(|ended| match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Only the end of the runtime does that.
            Err(_) => Err(Fault::NotOpen.into()),
        })?;
        self.shared.opened.get_or_init(|| ());
        Ok(())
    }

    /// Where it was opened, for people: `host:port`, or the folder of a socket. `None` as long as it was not.
    pub fn opened_at(&self) -> Option<&str> {
        let links = self.links().ok();
        links.map(|links| links.opened_at.as_str())
    }

    fn links(&self) -> Result<&Links, Fault> {
        let is_open = self.shared.opened.get().is_some();
        let links = self.shared.links.get().filter(|_| is_open);
        links.ok_or(Fault::NotOpen)
    }

    /// A worker's own connections, once the last of those is there that everybody needs.
    fn own_if(&self, links: &Links) -> Option<&OwnLinks> {
        self.own.as_ref().filter(|_| links.chains.is_connected())
    }

    /// What looks for credentials: as long as a worker's own is not connected to where writes go, the one that all share.
    fn finder(&self) -> Result<&Finder, Fault> {
        let links = self.links()?;
        let start = || Finder::on(Link::start(self.connector.clone(), Purpose::PointReads));
        let own = self.own_if(links).map(|own| own.finder.get_or_init(start));
        let own = own.filter(|it| it.is_connected_beside(&links.changes));
        Ok(own.unwrap_or(&links.finder))
    }

    /// The way to pages of lists, likewise.
    fn pages(&self) -> Result<&Link, Fault> {
        let links = self.links()?;
        let start = || Link::start(self.connector.clone(), Purpose::Pages);
        let own = self.own_if(links).map(|own| own.pages.get_or_init(start));
        let own = own.filter(|it| it.is_connected_beside(&links.changes));
        Ok(own.unwrap_or(&links.pages))
    }

    /// A connection of its own, which ends with it: what is asked on it may take longer than anything that shares one is let
    /// take.
    async fn alone(&self) -> Result<AsyncPgConnection, Fault> {
        // A store that was not opened is asked nothing.
        self.links()?;
        let opened = self.connector.open(Purpose::Administration).await?;
        Ok(opened.driven_by_itself())
    }

    /// A connection for what may take longer than anything else is let take.
    fn inspections(&self) -> Result<&Link, Fault> {
        let started = || Link::start(self.connector.clone(), Purpose::Administration);
        Ok(self.links()?.inspections.get_or_init(started))
    }

    /// Makes a change, and tells whether there was anything to change.
    async fn has_changed(&self, change: Change<'_>) -> Result<bool, StoreError> {
        Ok(self.changed(change).await? > 0)
    }

    /// Makes a change, and tells how many rows it changed.
    async fn changed(&self, change: Change<'_>) -> Result<u64, StoreError> {
        let changes = &self.links()?.changes;
        let once = async || {
            let session = changes.session().await?;
            let rows: Result<Vec<i64>, Fault> = session.write((&change).load(&mut &*session)).await;
            rows
        };
        let rows = match once().await {
            Err(fault) if fault.is_passing() => once().await,
            rows => rows,
        };
        // No count is negative.
        Ok(rows?.iter().map(|rows| rows.unsigned_abs()).sum())
    }
}

/// Waits for this no longer than the running work may take.
async fn by_deadline<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, StoreError> {
    let done = timeout_at(Deadline::current().at().into(), Box::pin(work)).await;
    Ok(done.unwrap_or(Err(Fault::Overdue))?)
}
