//! Which schema is accepted, and how it is brought up to date.

use pullkey_storage::{
    CompanyStore, CredentialStore, StoreError, StoreHealth, contract::fixtures::a_credential,
};
use pullkey_storage_postgres::{Migrate, OpenError};

use crate::{
    everything::ask_everything,
    place::{Place, a_stored_company, store_at},
};

pub(crate) const DOWN: &str = concat!(
    include_str!("../../migrations/0007_credential_use/down.sql"),
    include_str!("../../migrations/0006_registry_hosts/down.sql"),
    include_str!("../../migrations/0005_audit_chain/down.sql"),
    include_str!("../../migrations/0004_audit_event_lists/down.sql"),
    include_str!("../../migrations/0003_retired_ring_keys/down.sql"),
    include_str!("../../migrations/0002_key_uses/down.sql"),
    include_str!("../../migrations/0001_first_tables/down.sql"),
);

pub(crate) const TABLES: &str =
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_lacks_something_is_refused_by_name_unless_migrating_was_asked_for() {
    let place = Place::empty();
    let refused = place.store().open(Migrate::No).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the schema lacks migrations: 0001, 0002, 0003, 0004, 0005, 0006, 0007"
    );
    assert!(!refused.is_outage());
    assert_eq!(place.query(TABLES), "");
    place.store().open(Migrate::Yes).await.unwrap();
    place.store().open(Migrate::No).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_a_newer_program_is_served_as_long_as_it_says_that_this_one_can() {
    for oldest in ["0.0.9", env!("CARGO_PKG_VERSION")] {
        let place = Place::new();
        place.migrate_further("9999", oldest);
        for migrate in [Migrate::Yes, Migrate::No] {
            let store = place.store();
            store.open(migrate).await.unwrap();
            store.check().await.unwrap();
        }
        let run = place.query("SELECT max(version) FROM __diesel_schema_migrations");
        assert_eq!(run, "9999");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_needs_a_newer_program_is_refused_with_both_versions() {
    let own = env!("CARGO_PKG_VERSION");
    for oldest in ["0.1.1", "0.10.0", "1.0.0"] {
        let place = Place::new();
        place.migrate_further("9999", oldest);
        for migrate in [Migrate::Yes, Migrate::No] {
            let refused = place.store().open(migrate).await.unwrap_err();
            let told = format!(
                "the schema needs Pullkey {oldest} or newer since its migration 9999, and this is {own}"
            );
            assert_eq!(refused.to_string(), told);
            assert!(!refused.is_outage());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_does_not_say_who_can_serve_it_is_refused() {
    for says in [
        "",
        "INSERT INTO schema_requirements VALUES ('9999', 'soon')",
    ] {
        let place = Place::new();
        place.query("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
        place.query(says);
        let refused = place.store().open(Migrate::Yes).await.unwrap_err();
        let named = matches!(&refused, OpenError::SchemaNewer { version, .. } if version == "9999");
        assert!(named, "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_of_another_program_is_refused_and_left_alone() {
    let place = Place::empty();
    place.query(
        "CREATE TABLE __diesel_schema_migrations (
            version varchar(50) PRIMARY KEY,
            run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
        );
        INSERT INTO __diesel_schema_migrations (version) VALUES ('0001')",
    );
    for owner in ["postgres", "pullkey"] {
        let give = format!("ALTER TABLE __diesel_schema_migrations OWNER TO {owner}");
        place.query(&give);
        for migrate in [Migrate::Yes, Migrate::No] {
            let refused = place.store().open(migrate).await.unwrap_err();
            assert!(matches!(refused, OpenError::Foreign), "{refused:?}");
            assert!(!refused.is_outage());
        }
    }
    assert_eq!(place.query(TABLES), "__diesel_schema_migrations");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_make_no_tables_opens_a_database_that_has_them() {
    let place = Place::new();
    let role = format!("limited_{}", place.name());
    place.query(&format!(
        "CREATE ROLE {role} LOGIN;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let url = place.url().replace("//pullkey@", &format!("//{role}@"));
    for migrate in [Migrate::Yes, Migrate::No] {
        let store = store_at(&url);
        store.open(migrate).await.unwrap();
        store.check().await.unwrap();
        let company = a_stored_company(&store).await;
        let created = a_credential().of(&company).recorded();
        CredentialStore::insert(&store, &created, None)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_leaves_nothing_behind_and_may_be_tried_again() {
    let place = Place::empty();
    place.query("CREATE TABLE auth_epoch (in_the_way integer)");
    for _ in 0..2 {
        let refused = place.store().open(Migrate::Yes).await.unwrap_err();
        let named = matches!(&refused, OpenError::Migration { version } if version == "0001");
        assert!(named, "{refused:?}");
        let tables = place.query(TABLES);
        let mut tables: Vec<_> = tables.lines().collect();
        tables.sort_unstable();
        assert_eq!(tables, ["__diesel_schema_migrations", "auth_epoch"]);
    }
    place.query("DROP TABLE auth_epoch");
    place.open().await.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_can_be_undone() {
    let place = Place::new();
    place.query(DOWN);
    assert_eq!(place.query(TABLES), "__diesel_schema_migrations");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_schema_becomes_unfit_is_not_healthy() {
    for unfit in [
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999');
        INSERT INTO schema_requirements VALUES ('9999', '99.0.0')",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        let place = Place::new();
        let store = place.open().await;
        store.check().await.unwrap();
        place.query(unfit);
        let refused = store.check().await;
        assert!(
            matches!(refused, Err(StoreError::Unexpected(_))),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_serves_on_while_a_newer_program_expands_its_tables() {
    let place = Place::new();
    let store = place.open().await;
    ask_everything(&store).await;
    let expand = "SELECT format('ALTER TABLE %I ADD added text; CREATE INDEX ON %1$I (added);', relname) FROM (";
    let expand = place.query(&format!("{expand}{TABLES}) AS tables"));
    place.query(&expand);
    ask_everything(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_serves_on_when_a_column_that_it_reads_gets_another_type() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    CompanyStore::find(&store, company.id()).await.unwrap();
    place.query("ALTER TABLE companies ALTER name TYPE varchar");
    let found = CompanyStore::find(&store, company.id()).await.unwrap();
    assert_eq!(found, Some(company));
}

impl Place {
    /// Leaves what a migration of a newer program would.
    fn migrate_further(&self, version: &str, oldest_program: &str) {
        self.query(&format!(
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}');
            INSERT INTO schema_requirements VALUES ('{version}', '{oldest_program}')"
        ));
    }
}
