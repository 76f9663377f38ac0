//! Who waits for whom when several programs want to migrate, or others use the tables meanwhile.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use pullkey_storage::{Deadline, StoreHealth};
use pullkey_storage_postgres::{Migrate, OpenError, PostgresStore};
use tempfile::NamedTempFile;
use tokio::{
    task::{JoinHandle, JoinSet},
    time::sleep,
};
use tokio_postgres::Client;
use tracing::subscriber;

use crate::{
    journal,
    migrations::{DOWN, TABLES},
    place::Place,
};

/// What whoever migrates takes: `pullkey` as a number.
const TAKE_TURN: &str = "SELECT pg_advisory_lock(x'0070756c6c6b6579'::bigint)";

async fn open_within(store: &PostgresStore, seconds: u64) -> Result<(), OpenError> {
    let deadline = Deadline::after(Duration::from_secs(seconds));
    deadline.bounding(store.open(Migrate::Yes)).await
}

impl Place {
    /// One whose migration is to be run again, and the session that keeps it from its end for as long as it lives.
    async fn held_up() -> (Self, Client) {
        let place = Self::new();
        place.query(DOWN);
        place.query("DELETE FROM __diesel_schema_migrations");
        let other = place.session().await;
        let reader = "BEGIN; LOCK __diesel_schema_migrations IN SHARE MODE";
        other.batch_execute(reader).await.unwrap();
        (place, other)
    }

    fn start_to_open(&self) -> JoinHandle<Result<(), OpenError>> {
        let store = self.store();
        tokio::spawn(async move { open_within(&store, 60).await })
    }

    /// Waits until a session of ours asks for its turn.
    async fn until_somebody_asks(&self) {
        let asking = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'SELECT pg_try_advisory_lock%'";
        let limit = Instant::now() + Duration::from_secs(30);
        while self.query(asking) == "0" {
            assert!(Instant::now() < limit, "nobody asks");
            sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_on_an_empty_database_all_come_up() {
    for _ in 0..5 {
        let place = Place::empty();
        let mut starts = JoinSet::new();
        for _ in 0..8 {
            let store = place.store();
            starts.spawn(async move {
                open_within(&store, 60).await?;
                Ok::<_, OpenError>(store)
            });
        }
        for store in starts.join_all().await {
            store.unwrap().check().await.unwrap();
        }
        let twice =
            "SELECT version FROM __diesel_schema_migrations GROUP BY version HAVING count(*) > 1";
        assert_eq!(place.query(twice), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_his_turn_is_in_nobodys_way_and_gets_it_when_the_other_is_gone() {
    let place = Place::empty();
    let other = place.session().await;
    other.batch_execute(TAKE_TURN).await.unwrap();
    let opening = place.start_to_open();
    place.until_somebody_asks().await;
    // It waits for the end of all that anybody asked before.
    for statement in [
        "SET statement_timeout = '20s'",
        "CREATE TABLE things (id integer)",
        "CREATE INDEX CONCURRENTLY ON things (id)",
        "DROP TABLE things",
    ] {
        other.batch_execute(statement).await.unwrap();
    }
    assert_eq!(place.query(TABLES), "");
    drop(other);
    opening.await.unwrap().unwrap();
}

#[tokio::test]
async fn whoever_waits_for_his_turn_says_so_once_and_gives_up_in_time() {
    let place = Place::empty();
    let other = place.session().await;
    other.batch_execute(TAKE_TURN).await.unwrap();
    // With one listener alone, whoever logs a line first decides for all threads whether it is listened to.
    journal::listen();
    let file = NamedTempFile::new().unwrap();
    let log = Arc::new(file.reopen().unwrap());
    let log = tracing_subscriber::fmt().with_writer(log).with_ansi(false);
    let listening = subscriber::set_default(log.finish());
    let began = Instant::now();
    let refused = open_within(&place.store(), 2).await.unwrap_err();
    let took = began.elapsed();
    drop(listening);
    assert!(matches!(refused, OpenError::Migrating), "{refused:?}");
    assert!(refused.is_outage());
    assert!(took < Duration::from_secs(3), "{took:?}");
    let told = fs::read_to_string(file.path()).unwrap();
    let lines = told.matches("another program migrates the schema").count();
    assert_eq!(lines, 1, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_held_up_gives_up_soon_and_may_be_tried_again() {
    let (place, other) = Place::held_up().await;
    let opening = place.start_to_open();
    place.wait_until_a_session_waits();
    let began = Instant::now();
    let refused = opening.await.unwrap().unwrap_err();
    let named = matches!(&refused, OpenError::MigrationHeldUp { version } if version == "0001");
    assert!(named && refused.is_outage(), "{refused:?}");
    assert!(began.elapsed() < Duration::from_secs(15));
    // Whoever held it up does so no more.
    assert_eq!(place.query(TABLES), "__diesel_schema_migrations");
    drop(other);
    place.open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_cut_off_while_it_migrates_leaves_the_turn_to_the_next() {
    let (place, other) = Place::held_up().await;
    let opening = place.start_to_open();
    place.wait_until_a_session_waits();
    place.query(
        "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    let refused = opening.await.unwrap().unwrap_err();
    assert!(matches!(refused, OpenError::Away(_)), "{refused:?}");
    drop(other);
    open_within(&place.store(), 60).await.unwrap();
}
