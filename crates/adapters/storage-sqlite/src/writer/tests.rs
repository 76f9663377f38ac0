//! What becomes of writes that wait together, fail, or meet a database in trouble.

mod bench;

use std::{
    future::poll_fn,
    sync::mpsc,
    task::Poll,
    time::{Duration, Instant},
};

use diesel::{
    Connection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};
use pullkey_storage::InsertError;
use tempfile::tempdir;
use tokio::time::sleep;

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
    assert_eq!(fault(refused), ("unavailable", Fault::QueueFull));
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
async fn writes_that_wait_behind_each_other_for_a_lock_all_end_at_their_own_deadline() {
    let patience = Duration::from_millis(500);
    let mut bench = Bench::new();
    // As in service: to wait for the lock alone uses up all of the first one's time.
    bench.execute("PRAGMA busy_timeout = 500").await.unwrap();
    bench.beside.batch_execute("BEGIN IMMEDIATE").unwrap();
    let insert_after = async |wait, n| {
        sleep(Duration::from_millis(wait)).await;
        let began = Instant::now();
        let inserted = Deadline::after(patience).bounding(async { bench.insert(n).await });
        assert_eq!(fault(inserted.await.unwrap_err()).0, "unavailable");
        assert!(began.elapsed() < patience + Duration::from_millis(300));
    };
    tokio::join!(
        insert_after(0, 1),
        insert_after(30, 2),
        insert_after(100, 3)
    );
    bench.beside.batch_execute("COMMIT").unwrap();
    bench.insert(4).await.unwrap();
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn the_outcome_of_a_write_that_is_under_way_at_its_deadline_is_unknown() {
    let mut bench = Bench::new();
    let (release, released) = mpsc::channel();
    let write = async {
        let answer = bench.write(move |connection| {
            released.recv().unwrap();
            Ok(connection.batch_execute("INSERT INTO t VALUES (1)")?)
        });
        answer.await
    };
    let deadline = Deadline::after(Duration::from_millis(50));
    let unknown = deadline.bounding(write).await.unwrap_err();
    assert_eq!(fault(unknown), ("unknown", Fault::Overdue));
    release.send(()).unwrap();
    bench.writer.close();
    assert_eq!(bench.count(), 1);
}

#[tokio::test]
async fn a_write_whose_turn_comes_after_its_deadline_is_not_begun_though_its_caller_still_waits() {
    let mut bench = Bench::new();
    let hold = bench.hold();
    // Asked for, but not polled: only the writer can look at the time.
    let deadline = Deadline::after(Duration::from_millis(20));
    let late = poll_fn(|_| Poll::Ready(bench.insert(1)));
    let late = deadline.bounding(late).await;
    let in_time = bench.insert(2);
    while !deadline.has_passed() {
        sleep(Duration::from_millis(5)).await;
    }
    hold.release();
    in_time.await.unwrap();
    assert_eq!(
        fault(late.await.unwrap_err()),
        ("unavailable", Fault::Overdue)
    );
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
