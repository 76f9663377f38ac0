//! What becomes of writes that nobody waits for any longer.

use std::{
    future::poll_fn,
    sync::mpsc,
    task::Poll,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use pullkey_storage::Deadline;
use tokio::time::sleep;

use super::bench::{Bench, fault};
use crate::fault::Fault;

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
