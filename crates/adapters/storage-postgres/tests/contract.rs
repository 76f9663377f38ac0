//! PostgreSQL keeps the contract of a store.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so does what it calls"
)]

use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_throwaway_postgres::{Database, shared};
use tokio::runtime::Runtime;

pullkey_storage::store_contract!(a_store().await);

async fn a_store() -> (PostgresStore, Database) {
    let migrated = shared().template("migrated", |url| {
        let runtime = Runtime::new().unwrap();
        runtime.block_on(open(url));
    });
    let database = shared().database_from(&migrated);
    (open(&database.url()).await, database)
}

async fn open(url: &str) -> PostgresStore {
    let url = DatabaseUrl::parse(url).unwrap();
    let store = PostgresStore::new(&url, Safety::Required);
    store.open(Migrate::Yes).await.unwrap();
    store
}
