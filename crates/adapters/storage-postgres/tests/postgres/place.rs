//! A database with a store, and ways to look at it past the store.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use pullkey_domain::{company::Company, credential::Credential};
use pullkey_storage::{
    CompanyStore, CredentialStore,
    contract::fixtures::{a_company, a_credential},
};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_throwaway_postgres::{Cluster, Database, Options};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

pub(crate) struct Place(Database);

/// The cluster of all these tests. None is about what a crash leaves behind, so it waits for no disk. Its log tells the
/// database, process and program of each line.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: LazyLock<Cluster> =
        LazyLock::new(|| Cluster::with(&Options::fast().setting("log_line_prefix", "%d %p [%a] ")));
    &CLUSTER
}

impl Place {
    /// One whose tables are made.
    pub(crate) fn new() -> Self {
        Self::copy_of("migrated", |url| {
            Runtime::new().unwrap().block_on(async {
                store_at(url).open(Migrate::Yes).await.unwrap();
            });
        })
    }

    /// A copy of what this makes of an empty one when it is asked for first.
    pub(crate) fn copy_of(template: &str, make: impl FnOnce(&str) + Send) -> Self {
        let template = cluster().template(template, make);
        Self(cluster().database_from(&template))
    }

    /// One without tables.
    pub(crate) fn empty() -> Self {
        Self(cluster().database())
    }

    pub(crate) async fn open(&self) -> PostgresStore {
        let store = self.store();
        store.open(Migrate::Yes).await.unwrap();
        store
    }

    /// A store that was not opened.
    pub(crate) fn store(&self) -> PostgresStore {
        store_at(&self.url())
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    pub(crate) fn name(&self) -> &str {
        self.0.name()
    }

    /// Asks past every store, as one who may do anything: a line for each row, with `|` between columns.
    pub(crate) fn query(&self, sql: &str) -> String {
        self.0.query(sql)
    }

    /// Does what no store would, and no check of a table lets anybody do.
    pub(crate) fn tamper(&self, sql: &str) {
        let checks =
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
            FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
        let mut statements = self.query(checks).replace('\n', "; ");
        statements.push_str("; ");
        self.query(&(statements + sql));
    }

    /// Waits until some session cannot go on before another has ended its transaction.
    pub(crate) fn wait_until_a_session_waits(&self) {
        self.wait_until_sessions_wait(1);
    }

    /// Waits until so many sessions cannot.
    pub(crate) fn wait_until_sessions_wait(&self, count: usize) {
        let limit = Instant::now() + Duration::from_mins(1);
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.query(waiting).parse::<usize>().unwrap() < count {
            assert!(Instant::now() < limit, "they do not wait");
        }
    }

    /// A session past every store, to be in the way of others.
    pub(crate) async fn session(&self) -> Client {
        session_at(&self.0.superuser_url()).await
    }
}

pub(crate) async fn session_at(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub(crate) fn store_at(url: &str) -> PostgresStore {
    let url = DatabaseUrl::parse(url).unwrap();
    PostgresStore::new(&url, Safety::Waived)
}

pub(crate) async fn a_stored_company(store: &PostgresStore) -> Company {
    let created = a_company().recorded();
    CompanyStore::insert(store, &created).await.unwrap();
    created.into_subject()
}

pub(crate) async fn a_stored_credential(store: &PostgresStore, company: &Company) -> Credential {
    let created = a_credential().of(company).recorded();
    CredentialStore::insert(store, &created, None)
        .await
        .unwrap();
    created.into_subject()
}
