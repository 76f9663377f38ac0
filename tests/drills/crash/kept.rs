use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::id::CompanyId;
use pullkey_storage::Store;
use pullkey_storage_postgres::{DatabaseUrl, PostgresStore, Safety};
use pullkey_storage_sqlite::SqliteStore;
use pullkey_tests::{Installation, Node};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::database::{Database, first_company, id, text};

/// What a store has of a company, seen without the service.
pub(crate) struct Kept {
    /// Every event of a credential, by the request that it tells of.
    pub(super) events: HashMap<String, Vec<Event>>,
    /// The provider of each credential.
    pub(super) credentials: BTreeMap<String, String>,
    /// How many credentials of each provider are counted.
    pub(super) counts: BTreeMap<String, i64>,
    /// The idempotency keys that are remembered.
    pub(super) records: BTreeSet<String>,
    pub(super) company: CompanyId,
    pub(super) store: Arc<dyn Store>,
    pub(super) cipher: KeyRingCipher,
}

/// An audit event of a credential.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) action: String,
    pub(super) target: String,
}

impl Kept {
    /// Of the one company of a node that does not run, in its embedded database.
    pub(crate) fn embedded(node: &Node) -> Self {
        Self::embedded_in(&node.data())
    }

    /// The same, in this data directory.
    pub(crate) fn embedded_in(data: &Path) -> Self {
        let file = data.join("pullkey.db");
        let mut database = pullkey_tests::Database::open(&file);
        let company = first_company(&mut database);
        let store = SqliteStore::open(&file, pullkey_storage_sqlite::Migrate::No);
        let store = Arc::new(store.expect("the store opens"));
        Self::read(&mut database, &company, store, &data.join("keyring.json"))
    }

    /// Of a company in PostgreSQL, with a store that is opened on this runtime.
    pub(crate) fn postgres(installation: &Installation, company: &str, runtime: &Runtime) -> Self {
        let database = installation.database().clone();
        Self::postgres_in(database, &installation.key_ring(), company, runtime)
    }

    /// The same, in this database, with this ring.
    pub(crate) fn postgres_in(
        mut database: pullkey_throwaway_postgres::Database,
        ring: &Path,
        company: &str,
        runtime: &Runtime,
    ) -> Self {
        await_quiet(&database);
        let url = DatabaseUrl::parse(&database.url()).expect("it has a URL");
        let store = runtime.block_on(async {
            let store = PostgresStore::new(&url, Safety::Waived);
            let opened = store.open(pullkey_storage_postgres::Migrate::No).await;
            opened.expect("the store opens");
            store
        });
        Self::read(&mut database, company, Arc::new(store), ring)
    }

    fn read<D: Database>(
        database: &mut D,
        company: &str,
        store: Arc<dyn Store>,
        ring: &Path,
    ) -> Self {
        let (credential, target) = (D::digits("id"), D::digits("target_id"));
        let of_credentials = "AND target_kind = 'credential'";
        let events = ["coalesce(request_id, '')", "action", &target];
        let events = database.rows(&events, "audit_events", company, of_credentials);
        let credentials = [credential.as_str(), "provider"];
        let credentials = database.rows(&credentials, "credentials", company, "");
        let counts = ["provider", "sum(count)"];
        let counts = database.rows(&counts, "credential_counts", company, "GROUP BY provider");
        let records = database.rows(&["key"], "idempotency_records", company, "");
        let count = |row: &Value| row[1].as_i64().expect("a count is a number");
        Self {
            events: by_request(&events),
            credentials: credentials
                .iter()
                .map(|it| (id(&it[0]), text(&it[1])))
                .collect(),
            counts: counts.iter().map(|it| (text(&it[0]), count(it))).collect(),
            records: records.iter().map(|it| text(&it[0])).collect(),
            company: CompanyId::parse(company).expect("it has an id"),
            store,
            cipher: KeyRingCipher::new(KeyRing::load(ring).expect("the ring is whole")),
        }
    }
}

/// Until PostgreSQL is done with what killed nodes had asked of it.
fn await_quiet(database: &pullkey_throwaway_postgres::Database) {
    let others = "
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(30);
    while database.query(others) != "0" {
        assert!(Instant::now() < deadline, "PostgreSQL keeps connections");
        sleep(Duration::from_millis(20));
    }
}

fn by_request(rows: &[Value]) -> HashMap<String, Vec<Event>> {
    let mut events: HashMap<String, Vec<Event>> = HashMap::new();
    for row in rows {
        let event = Event {
            action: text(&row[1]),
            target: id(&row[2]),
        };
        events.entry(text(&row[0])).or_default().push(event);
    }
    events
}
