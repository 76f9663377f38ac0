//! A folder with a store, and ways to look at its file past the store.

use std::{
    fs,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use pullkey_domain::{company::Company, credential::Credential};
use pullkey_storage::{
    CompanyStore, CredentialStore,
    contract::fixtures::{a_company, a_credential},
};
use pullkey_storage_sqlite::{Migrate, SqliteStore};
use tempfile::{TempDir, tempdir};

pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempdir().unwrap())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("pullkey.db")
    }

    pub(crate) fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.path(), Migrate::Yes).unwrap()
    }

    /// A connection past every store.
    pub(crate) fn connect(&self) -> SqliteConnection {
        SqliteConnection::establish(self.path().to_str().unwrap()).unwrap()
    }

    /// The length of the journal.
    pub(crate) fn journal(&self) -> u64 {
        let journal = self.0.path().join("pullkey.db-wal");
        fs::metadata(journal).unwrap().len()
    }

    /// Waits for the writer, which empties the journal after it has answered.
    pub(crate) fn until_the_journal_is_empty(&self) {
        let since = Instant::now();
        while self.journal() > 0 {
            assert!(since.elapsed() < Duration::from_secs(10), "it is not");
            sleep(Duration::from_millis(1));
        }
    }

    /// Does what no store would.
    pub(crate) fn tamper(&self, sql: &str) {
        let mut connection = self.connect();
        let unchecked = "PRAGMA busy_timeout = 5000; PRAGMA ignore_check_constraints = ON";
        connection.batch_execute(unchecked).unwrap();
        connection.batch_execute(sql).unwrap();
    }
}

pub(crate) async fn a_stored_company(store: &SqliteStore) -> Company {
    let created = a_company().recorded();
    CompanyStore::insert(store, &created).await.unwrap();
    created.into_subject()
}

pub(crate) async fn a_stored_credential(store: &SqliteStore, company: &Company) -> Credential {
    let created = a_credential().of(company).recorded();
    CredentialStore::insert(store, &created, None)
        .await
        .unwrap();
    created.into_subject()
}
