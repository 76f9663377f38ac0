//! Which schema is accepted, and who brings it up to date.

use std::{sync::Barrier, thread};

use diesel::{
    QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text,
};
use pullkey_storage::{StoreError, StoreHealth};
use pullkey_storage_sqlite::{Migrate, OpenError, SqliteStore};

use crate::place::Place;

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";

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
        "the schema lacks migrations: 0001, 0002"
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
    place.tamper(include_str!(
        "../../migrations/0002_lists_and_retries/down.sql"
    ));
    place.tamper(include_str!("../../migrations/0001_first_tables/down.sql"));
    assert_eq!(place.tables(), ["__diesel_schema_migrations"]);
}

impl Place {
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
