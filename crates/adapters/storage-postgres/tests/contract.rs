//! PostgreSQL keeps the contract of a store.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so does what it calls"
)]

use std::{sync::Mutex, thread};

use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_throwaway_postgres::{Database, shared};

pullkey_storage::store_contract!(a_store().await);

/// A database for one rule after the other: to make one costs more than most rules do.
struct Lent(Database);

/// Those that are empty and wait for a rule.
static FREE: Mutex<Vec<Database>> = Mutex::new(Vec::new());

async fn a_store() -> (PostgresStore, Lent) {
    let free = FREE.lock().unwrap().pop();
    let lent = Lent(free.unwrap_or_else(|| shared().database()));
    let url = DatabaseUrl::parse(&lent.0.url()).unwrap();
    let store = PostgresStore::new(&url, Safety::Required);
    store.open(Migrate::Yes).await.unwrap();
    (store, lent)
}

impl Drop for Lent {
    fn drop(&mut self) {
        // What a broken rule leaves is nobody's.
        if !thread::panicking() {
            self.0.query(END_SESSIONS);
            self.0.query(EMPTY);
            FREE.lock().unwrap().push(self.0.clone());
        }
    }
}

/// A caller that went away may have left a statement under way.
const END_SESSIONS: &str = "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// All that no migration wrote.
const EMPTY: &str = "SET synchronous_commit = off;
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN
            SELECT tablename FROM pg_tables WHERE schemaname = 'public'
            AND tablename NOT IN ('__diesel_schema_migrations', 'schema_requirements', 'auth_epoch')
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$;
    UPDATE auth_epoch SET epoch = 0";
