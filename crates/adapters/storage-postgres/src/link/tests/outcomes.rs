use diesel::sql_types::Integer;
use pullkey_storage::StoreError;

use super::*;
use crate::statement::Statement;

/// A database with a table that is ours.
async fn database() -> (Database, Link) {
    let database = shared().database();
    let link = link(&database.url(), Purpose::Creates);
    write(&link, "CREATE TABLE things (id integer PRIMARY KEY)")
        .await
        .unwrap();
    (database, link)
}

const SLEEPY_INSERT: &str = "INSERT INTO things SELECT 1 FROM pg_sleep(1)";

fn things(database: &Database) -> String {
    database.query("SELECT count(*) FROM things")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_connection_ends_has_an_unknown_outcome() {
    let (database, link) = database().await;
    let other = link.clone();
    let lost = tokio::spawn(async move { write(&other, SLEEPY_INSERT).await });
    until_statement(&database, "pg_sleep", "wait_event = 'PgSleep'").await;
    // Behind it waits another one, which the server never sees.
    let other = link.clone();
    let behind = tokio::spawn(async move { write(&other, "INSERT INTO things VALUES (2)").await });
    tokio::task::yield_now().await;
    terminate(&database);
    for lost in [lost, behind] {
        let fault = lost.await.unwrap().unwrap_err();
        assert_eq!(fault, Fault::LostDuringWrite);
        assert!(matches!(
            StoreError::from(fault),
            StoreError::OutcomeUnknown(_)
        ));
    }
    assert_eq!(things(&database), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_server_is_killed_has_an_unknown_outcome() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let link = link(&database.url(), Purpose::Changes);
    write(&link, "CREATE TABLE things (id integer)")
        .await
        .unwrap();
    let lost = tokio::spawn(async move { write(&link, SLEEPY_INSERT).await });
    until_statement(&database, "pg_sleep", "wait_event = 'PgSleep'").await;
    cluster.kill();
    assert_eq!(lost.await.unwrap(), Err(Fault::LostDuringWrite));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_takes_too_long_has_an_unknown_outcome_and_goes_on() {
    let (database, link) = database().await;
    let before = pid(&link).await;
    let overdue = within(200, write(&link, SLEEPY_INSERT)).await;
    assert_eq!(overdue, Err(Fault::WriteOverdue));
    until("written", || things(&database) == "1").await;
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_on_a_connection_that_is_over_is_known_to_have_written_nothing() {
    let (database, link) = database().await;
    let session = link.session().await.unwrap();
    terminate(&database);
    until("over", || !session.is_usable()).await;
    let statement = sql_query("INSERT INTO things VALUES (1)").execute(&mut &*session);
    let fault = session.write(statement).await.unwrap_err();
    assert_eq!(fault, Fault::ConnectionLost);
    assert!(matches!(
        StoreError::from(fault),
        StoreError::Unavailable(_)
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_waits_for_any_more_is_not_sent() {
    let (database, link) = database().await;
    let session = link.session().await.unwrap();
    let statement = sql_query("INSERT INTO things VALUES (1)").execute(&mut &*session);
    let overdue = within(0, session.write(statement)).await;
    assert_eq!(overdue, Err(Fault::Overdue));
    let statement = sql_query("INSERT INTO things VALUES (2)").execute(&mut &*session);
    let overdue = within(0, session.read(statement)).await;
    assert_eq!(overdue, Err(Fault::Overdue));
    read(&link, "1").await.unwrap();
    assert_eq!(things(&database), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_takes_too_long_is_given_up_and_wrote_nothing() {
    let (database, link) = database().await;
    let before = pid(&link).await;
    let sleep = "INSERT INTO things SELECT 1 FROM pg_sleep(30)";
    let refused = within(20_000, write(&link, sleep)).await;
    assert_eq!(refused, Err(Fault::GivenUp));
    assert!(Fault::GivenUp.wrote_nothing());
    assert_eq!(things(&database), "0");
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_takes_too_long_is_given_up_by_the_server() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::Pages);
    let before = pid(&link).await;
    let refused = within(20_000, read(&link, "SELECT 1 FROM pg_sleep(30)")).await;
    assert_eq!(refused, Err(Fault::GivenUp));
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_waits_for_a_lock_is_given_up_before_it_runs_out_of_time() {
    let (database, link) = database().await;
    let connector = connector(&database.url());
    let lock = connector.open(Purpose::Administration).await.unwrap();
    let lock = lock.driven_by_itself();
    for sql in ["BEGIN", "LOCK TABLE things"] {
        sql_query(sql).execute(&mut &lock).await.unwrap();
    }
    let insert = "INSERT INTO things VALUES (1)";
    let refused = within(20_000, write(&link, insert)).await;
    assert_eq!(refused, Err(Fault::GivenUp));
    // The timeout of the statement would come a second later.
    let log = "canceling statement due to lock timeout";
    assert!(shared().log().contains(log));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_postgres_refuses_at_once_was_not_given_up() {
    let (_, link) = database().await;
    for refused in [
        "INSERT INTO things VALUES (1 / (SELECT 0))",
        "INSERT INTO nothings VALUES (1)",
        "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$",
    ] {
        assert_eq!(write(&link, refused).await, Err(Fault::Refused));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_answer_cannot_be_read_has_an_unknown_outcome() {
    let (database, link) = database().await;
    let insert = "INSERT INTO things VALUES (1) RETURNING";
    for unreadable in ["NULL", "'one'"] {
        let session = link.session().await.unwrap();
        let insert = Statement::<Integer>::of(format!("{insert} {unreadable}"));
        let answer: Result<Vec<i32>, _> = session.write(insert.load(&mut &*session)).await;
        let fault = answer.unwrap_err();
        assert_eq!(fault, Fault::UnreadableAnswer);
        assert!(matches!(
            StoreError::from(fault),
            StoreError::OutcomeUnknown(_)
        ));
        until("written", || things(&database) == "1").await;
        database.query("TRUNCATE things");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_there_already_is_no_reason_to_connect_again() {
    let (database, link) = database().await;
    let before = pid(&link).await;
    database.query("INSERT INTO things VALUES (1)");
    let refused = write(&link, "INSERT INTO things VALUES (1)").await;
    assert_eq!(refused, Err(Fault::NotUnique));
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_a_read_only_server_refused_is_not_tried_there_again() {
    let (_, link) = database().await;
    let before = pid(&link).await;
    let refuse = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction'; END $$";
    assert_eq!(write(&link, refuse).await, Err(Fault::ReadOnly));
    assert_ne!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_what_postgres_says_is_in_an_error() {
    let (_, link) = database().await;
    let refuse = "DO $$ BEGIN RAISE EXCEPTION 'hunter2'; END $$";
    let error = StoreError::from(write(&link, refuse).await.unwrap_err());
    assert_eq!(error.to_string(), "the store is unavailable");
    assert!(!format!("{error:?}").contains("hunter2"));
}
