//! What becomes of writes that wait together, fail, or meet a database in trouble.

mod bench;
mod deadlines;
mod journal;

use std::sync::mpsc;

use diesel::{
    Connection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};
use pullkey_storage::InsertError;
use tempfile::tempdir;

use self::bench::{Bench, fault, is_answered};
use super::*;
use crate::connection;

#[tokio::test]
async fn writes_that_wait_together_are_committed_together() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let answers: Vec<_> = (0..100).map(|n| bench.insert(n)).collect();
    hold.release();
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(bench.count(), 100);
    // The hold has a commit of its own.
    assert_eq!(bench.commits(), 1 + 1);
}

#[tokio::test]
async fn a_batch_is_bounded() {
    let bench = Bench::new();
    let hold = bench.hold();
    let answers: Vec<_> = (0..600).map(|n| bench.insert(n)).collect();
    hold.release();
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(bench.commits(), 1 + 3);
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let mut first = bench.insert(1);
    let (entered, has_entered) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let last = bench.write(move |_| {
        entered.send(()).unwrap();
        may_go_on.recv().unwrap();
        Ok(())
    });
    hold.release();
    has_entered.recv().unwrap();
    // Its row is written, but not committed.
    assert!(!is_answered(&mut first).await);
    go_on.send(()).unwrap();
    first.await.unwrap();
    last.await.unwrap();
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn a_write_that_fails_or_refuses_undoes_only_itself() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let good = bench.insert(1);
    let failing = bench.write(|connection| {
        connection.batch_execute("INSERT INTO t VALUES (2)")?;
        Ok(connection.batch_execute("INSERT INTO t VALUES (1)")?)
    });
    let refusing = bench.write(|connection| {
        connection.batch_execute("INSERT INTO t VALUES (3)")?;
        Err(Rollback::Refused(InsertError::CompanyGone))
    });
    let good_again = bench.insert(4);
    hold.release();
    good.await.unwrap();
    assert_eq!(
        fault(failing.await.unwrap_err()),
        ("unexpected", Fault::NotUnique)
    );
    assert!(matches!(refusing.await, Err(InsertError::CompanyGone)));
    good_again.await.unwrap();
    assert_eq!(bench.count(), 2);
}

#[tokio::test]
async fn a_write_that_panics_fails_only_its_caller() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let good = bench.insert(1);
    let panicking = bench.write(|connection| {
        connection.batch_execute("INSERT INTO t VALUES (2)")?;
        connection.transaction(|_| panic!("on purpose"))
    });
    let good_again = bench.insert(3);
    hold.release();
    good.await.unwrap();
    assert_eq!(
        fault(panicking.await.unwrap_err()),
        ("unexpected", Fault::Panicked)
    );
    good_again.await.unwrap();
    assert_eq!(bench.count(), 2);
    bench.insert(4).await.unwrap();
    assert!(bench.writer.is_alive());
}

#[tokio::test]
async fn a_full_queue_sends_callers_away_at_once() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let waiting: Vec<_> = (0..4096).map(|n| bench.insert(n)).collect();
    let refused = bench.insert(4096).await.unwrap_err();
    assert!(matches!(refused, InsertError::Store(error) if error.is_no_turn()));
    hold.release();
    for answer in waiting {
        answer.await.unwrap();
    }
    assert_eq!(bench.count(), 4096);
}

#[tokio::test]
async fn a_caller_that_left_before_its_turn_has_nothing_written() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let (first, goes, stays) = (bench.insert(1), bench.insert(2), bench.insert(3));
    drop(goes);
    hold.release();
    first.await.unwrap();
    stays.await.unwrap();
    assert_eq!(bench.count(), 2);
}

#[tokio::test]
async fn a_database_that_stays_locked_is_unavailable_and_nothing_is_written() {
    let mut bench = Bench::new();
    bench.execute("PRAGMA busy_timeout = 0").await.unwrap();
    bench.beside.batch_execute("BEGIN IMMEDIATE").unwrap();
    let (first, second) = (bench.insert(1), bench.insert(2));
    assert_eq!(
        fault(first.await.unwrap_err()),
        ("unavailable", Fault::Locked)
    );
    assert_eq!(
        fault(second.await.unwrap_err()),
        ("unavailable", Fault::Locked)
    );
    bench.beside.batch_execute("COMMIT").unwrap();
    bench.insert(3).await.unwrap();
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn a_full_disk_is_unavailable_until_there_is_space_again() {
    let mut bench = Bench::new();
    bench.execute("PRAGMA max_page_count = 3").await.unwrap();
    let series = "INSERT INTO t
        WITH RECURSIVE s(n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM s LIMIT 9990) SELECT n FROM s";
    let hold = bench.hold();
    let (little, more) = (bench.insert(1), bench.execute(series));
    hold.end().await;
    let little = little.await;
    assert_eq!(
        fault(more.await.unwrap_err()),
        ("unavailable", Fault::DiskFull)
    );
    assert_eq!(bench.count(), i64::from(little.is_ok()));
    bench.execute("PRAGMA max_page_count = 1000").await.unwrap();
    bench.execute(series).await.unwrap();
    assert_eq!(bench.count(), i64::from(little.is_ok()) + 9990);
}

#[tokio::test]
async fn a_transaction_that_sqlite_rolled_back_by_itself_is_unavailable_for_all() {
    let mut bench = Bench::new();
    bench.insert(1).await.unwrap();
    let hold = bench.hold();
    let rolled_back = [
        bench.insert(2),
        bench.execute("INSERT OR ROLLBACK INTO t VALUES (1)"),
        bench.insert(3),
    ];
    hold.release();
    for answer in rolled_back {
        let told = fault(answer.await.unwrap_err());
        assert_eq!(told, ("unavailable", Fault::RolledBack));
    }
    assert_eq!(bench.count(), 1);
    bench.insert(4).await.unwrap();
}

#[tokio::test]
async fn the_outcome_of_a_commit_that_failed_for_another_reason_is_unknown() {
    let mut bench = Bench::new();
    let late = "PRAGMA defer_foreign_keys = ON; INSERT INTO child VALUES (42)";
    let answer = bench.execute(late).await;
    assert_eq!(fault(answer.unwrap_err()), ("unknown", Fault::NoReference));
    bench.insert(1).await.unwrap();
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn a_writer_that_is_closed_finishes_what_is_queued() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    let answers: Vec<_> = (0..10).map(|n| bench.insert(n)).collect();
    hold.release();
    bench.writer.close();
    assert_eq!(bench.count(), 10);
    for answer in answers {
        answer.await.unwrap();
    }
}

#[test]
fn a_connection_that_is_left_in_a_transaction_is_replaced() {
    let folder = tempdir().unwrap();
    let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
    location.make().unwrap();
    let left = connection::writing(&location).unwrap();
    let mut writer = WriterConnection::new(location, left);
    let connection = writer.ready().unwrap();
    AnsiTransactionManager::begin_transaction(connection).unwrap();
    let connection = writer.ready().unwrap();
    let begun = AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE");
    assert_eq!(begun, Ok(()));
}
