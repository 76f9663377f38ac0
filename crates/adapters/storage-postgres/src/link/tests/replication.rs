//! A synchronous standby that is missing, so that no commit is acknowledged.

use pullkey_storage::StoreError;

use super::*;

/// The database of a server with a table of ours.
async fn unreplicated() -> (Cluster, Database) {
    let cluster = Cluster::start();
    let database = cluster.database();
    let link = link(&database.url(), Purpose::Creates);
    write(&link, "CREATE TABLE things (id integer)")
        .await
        .unwrap();
    set_standby(&cluster, "nobody");
    (cluster, database)
}

fn set_standby(cluster: &Cluster, name: &str) {
    let sql = format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'");
    cluster.query("postgres", &sql);
    cluster.query("postgres", "SELECT pg_reload_conf()");
}

const WAITING: &str = "wait_event = 'SyncRep'";

fn waiting(database: &Database) -> usize {
    let sql = format!("SELECT count(*) FROM pg_stat_activity WHERE {WAITING}");
    database.query(&sql).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_wait_for_its_standby_was_cancelled_has_an_unknown_outcome() {
    let (cluster, database) = unreplicated().await;
    let ends = ["pg_cancel_backend(pid)", "pg_terminate_backend(pid)"];
    for (index, end) in ends.into_iter().enumerate() {
        let link = link(&database.url(), Purpose::Creates);
        let other = link.clone();
        let insert = "INSERT INTO things VALUES (1)";
        let unknown = tokio::spawn(async move { write(&other, insert).await });
        until_statement(&database, "INSERT", WAITING).await;
        cluster.query(
            "postgres",
            &format!("SELECT {end} FROM pg_stat_activity WHERE {WAITING}"),
        );
        let fault = unknown.await.unwrap().unwrap_err();
        assert_eq!(fault, Fault::NotReplicated, "{end}");
        assert!(matches!(
            StoreError::from(fault),
            StoreError::OutcomeUnknown(_)
        ));
        // It is there, and might not be on the standby that takes over.
        let rows = database.query("SELECT count(*) FROM things");
        assert_eq!(rows, (index + 1).to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_waits_for_its_standby_is_not_ended_by_a_timeout() {
    let (cluster, database) = unreplicated().await;
    let link = link(&database.url(), Purpose::Creates);
    let other = link.clone();
    let insert = "INSERT INTO things VALUES (1)";
    let waits = tokio::spawn(async move { within(60_000, write(&other, insert)).await });
    // The timeout of its statement is 4 seconds.
    let late = format!("{WAITING} AND clock_timestamp() - query_start > '5s'");
    until_statement(&database, "INSERT", &late).await;
    assert!(!waits.is_finished());
    set_standby(&cluster, "");
    assert_eq!(waits.await.unwrap(), Ok(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_that_wait_for_their_standby_do_not_use_up_the_servers_connections() {
    let (cluster, database) = unreplicated().await;
    let link = hasty_link(&database.url(), Purpose::Creates);
    let insert = "INSERT INTO things VALUES (1)";
    let begun = Instant::now();
    // Each connection is given up when it has kept somebody for too long.
    while waiting(&database) < 4 || is_connected(&link) {
        let unknown = within(700, write(&link, insert)).await;
        assert!(unknown.is_err() && begun.elapsed() < Duration::from_secs(30));
    }
    for _ in 0..3 {
        let refused = within(300, write(&link, insert)).await;
        assert_eq!(refused, Err(Fault::Hung));
    }
    assert!(Fault::Hung.wrote_nothing());
    assert_eq!(waiting(&database), 4);
    set_standby(&cluster, "");
    let back = Instant::now();
    assert_eq!(write(&link, insert).await, Ok(1));
    assert!(back.elapsed() < COMEBACK, "{:?}", back.elapsed());
}

#[tokio::test]
async fn whoever_finds_no_connection_after_that_wrote_nothing() {
    let (_published, state) = watch::channel(State::Absent(Some(Fault::NotReplicated)));
    let refused = within(10, Link(state).session()).await.err();
    assert_eq!(refused, Some(Fault::ConnectionLost));
}
