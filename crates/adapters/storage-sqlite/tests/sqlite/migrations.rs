//! Which schema is accepted, and who brings it up to date.

use std::{sync::Barrier, thread};

use diesel::{
    QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text,
};
use pullkey_domain::{api_key::Reach, credential::RegistryProvider};
use pullkey_storage::{
    CredentialStore, Maintenance, StoreError, StoreHealth, contract::fixtures::a_query,
};
use pullkey_storage_sqlite::{Migrate, OpenError, SqliteStore};

use crate::place::Place;

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";

/// What each makes, and what undoes it.
const MIGRATIONS: [(&str, &str); 8] = [
    (
        include_str!("../../migrations/0001_first_tables/up.sql"),
        include_str!("../../migrations/0001_first_tables/down.sql"),
    ),
    (
        include_str!("../../migrations/0002_lists_and_retries/up.sql"),
        include_str!("../../migrations/0002_lists_and_retries/down.sql"),
    ),
    (
        include_str!("../../migrations/0003_key_uses/up.sql"),
        include_str!("../../migrations/0003_key_uses/down.sql"),
    ),
    (
        include_str!("../../migrations/0004_retired_ring_keys/up.sql"),
        include_str!("../../migrations/0004_retired_ring_keys/down.sql"),
    ),
    (
        include_str!("../../migrations/0005_audit_event_lists/up.sql"),
        include_str!("../../migrations/0005_audit_event_lists/down.sql"),
    ),
    (
        include_str!("../../migrations/0006_audit_chain/up.sql"),
        include_str!("../../migrations/0006_audit_chain/down.sql"),
    ),
    (
        include_str!("../../migrations/0007_registry_hosts/up.sql"),
        include_str!("../../migrations/0007_registry_hosts/down.sql"),
    ),
    (
        include_str!("../../migrations/0008_credential_use/up.sql"),
        include_str!("../../migrations/0008_credential_use/down.sql"),
    ),
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[test]
fn programs_that_start_at_once_on_no_file_all_come_up() {
    for _ in 0..5 {
        let place = Place::new();
        let together = Barrier::new(8);
        thread::scope(|scope| {
            let start = || {
                together.wait();
                SqliteStore::open(&place.path(), Migrate::Yes).map(drop)
            };
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            for start in starts {
                start.join().unwrap().unwrap();
            }
        });
    }
}

#[test]
fn a_schema_that_lacks_something_is_refused_by_name_unless_migrating_was_asked_for() {
    let place = Place::new();
    // An empty file is a database without tables.
    place.connect().batch_execute("VACUUM").unwrap();
    let refused = SqliteStore::open(&place.path(), Migrate::No).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "the schema lacks migrations: 0001, 0002, 0003, 0004, 0005, 0006, 0007, 0008"
    );
    assert!(place.tables().is_empty());
    place.open();
    assert!(SqliteStore::open(&place.path(), Migrate::No).is_ok());
}

#[test]
fn a_schema_of_a_newer_program_is_refused_by_name() {
    let place = Place::new();
    place.open();
    place.tamper(NEWER);
    for migrate in [Migrate::Yes, Migrate::No] {
        let refused = SqliteStore::open(&place.path(), migrate).err().unwrap();
        assert!(matches!(refused, OpenError::SchemaNewer { .. }));
        assert!(refused.to_string().ends_with(" 9999"), "{refused}");
    }
}

#[tokio::test]
async fn a_store_whose_schema_was_migrated_by_another_is_not_healthy() {
    let place = Place::new();
    let store = place.open();
    store.check().await.unwrap();
    place.tamper(NEWER);
    let refused = store.check().await;
    assert!(matches!(refused, Err(StoreError::Unexpected(_))));
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    let place = Place::new();
    place.tamper("CREATE TABLE auth_epoch (in_the_way INTEGER)");
    let refused = SqliteStore::open(&place.path(), Migrate::Yes).err();
    assert!(matches!(refused, Some(OpenError::Migration { version, .. }) if version == "0001"));
    assert_eq!(place.tables(), ["auth_epoch"]);
}

#[test]
fn every_migration_can_be_undone() {
    let place = Place::new();
    place.open();
    for (_, down) in MIGRATIONS.into_iter().rev() {
        place.tamper(down);
    }
    assert_eq!(place.tables(), ["__diesel_schema_migrations"]);
}

#[tokio::test]
async fn credentials_of_before_the_second_migration_are_counted_and_listed() {
    let place = Place::new();
    place.migrate_to_0001();
    place.tamper(
        "INSERT INTO companies (id, name, salt, created_at)
        VALUES (zeroblob(16), 'Acme', zeroblob(32), 1);
        WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 9)
        INSERT INTO credentials
        SELECT zeroblob(16), CAST('0123456789abcde' || n AS BLOB), 'name ' || n,
            CASE WHEN n < 7 THEN 'ecr' ELSE 'github' END, 'password', 'user', x'00', 1, 1, n, n
        FROM n",
    );
    let store = place.open();
    let company = store.company_ids(None, 1).await.unwrap()[0];
    let totals = [
        (None, 9),
        (Some(RegistryProvider::Ecr), 6),
        (Some(RegistryProvider::GitHub), 3),
        (Some(RegistryProvider::Custom), 0),
    ];
    for (provider, total) in totals {
        let mut query = a_query();
        query.filter.provider = provider;
        let page = CredentialStore::list(&store, company, &Reach::All, query).await;
        let page = page.unwrap();
        assert_eq!((page.items.len() as u64, page.total), (total, Some(total)));
    }
}

#[test]
fn undoing_a_migration_leaves_the_schema_of_the_one_before() {
    for (nth, (up, down)) in MIGRATIONS.into_iter().enumerate() {
        let (before, undone) = (Place::new(), Place::new());
        for (earlier, _) in &MIGRATIONS[..nth] {
            before.tamper(earlier);
            undone.tamper(earlier);
        }
        undone.tamper(up);
        undone.tamper(down);
        assert_eq!(undone.schema(), before.schema(), "{nth}");
    }
}

impl Place {
    fn migrate_to_0001(&self) {
        self.tamper(
            "CREATE TABLE __diesel_schema_migrations (
                version VARCHAR(50) PRIMARY KEY NOT NULL,
                run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
            );
            INSERT INTO __diesel_schema_migrations (version) VALUES ('0001')",
        );
        self.tamper(MIGRATIONS[0].0);
    }

    /// What makes the tables, indexes and triggers of ours.
    fn schema(&self) -> Vec<String> {
        let ours = "SELECT sql AS name FROM sqlite_schema
            WHERE sql IS NOT NULL AND tbl_name <> '__diesel_schema_migrations' ORDER BY name";
        let ours = sql_query(ours).load::<Name>(&mut self.connect());
        ours.unwrap().into_iter().map(|it| it.name).collect()
    }

    fn tables(&self) -> Vec<String> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        let tables = sql_query(tables).load::<Name>(&mut self.connect());
        tables
            .unwrap()
            .into_iter()
            .map(|table| table.name)
            .collect()
    }
}
