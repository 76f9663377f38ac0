//! A folder with a store, and ways to look at its file past the store.

use std::path::{Path, PathBuf};

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
