//! SQLite keeps the contract of a store.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so does what it calls"
)]

use pullkey_storage_sqlite::{Migrate, SqliteStore};
use tempfile::{TempDir, tempdir};

pullkey_storage::store_contract!(a_store());

fn a_store() -> (SqliteStore, TempDir) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("pullkey.db");
    (SqliteStore::open(&path, Migrate::Yes).unwrap(), folder)
}
