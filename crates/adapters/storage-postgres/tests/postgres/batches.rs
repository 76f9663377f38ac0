//! Creates that share a statement: whatever happens to one, the others stand, and none is half there.

use std::{error::Error, pin::pin, sync::Arc, time::Duration};

use futures_util::future::join_all;
use pullkey_storage::{
    CredentialStore, Deadline, InsertError, Inserted, StoreError,
    contract::fixtures::{a_claim, a_credential},
};
use pullkey_storage_postgres::Migrate;
use pullkey_throwaway_postgres::Cluster;

use crate::{
    held::{Answer, Held, begin, hold, insert, is_stored, is_unavailable, whole},
    place::{Place, a_stored_company, store_at},
};

#[tokio::test(flavor = "multi_thread")]
async fn creates_that_wait_together_are_stored_by_one_statement() {
    let mut held = Held::new().await;
    let mut waiting = pin!(join_all((0..100).map(|_| held.insert(held.created()))));
    begin(waiting.as_mut()).await;
    held.release().await;
    assert!(waiting.await.iter().all(is_stored));
    assert_eq!(held.stored(), 1 + 100);
    assert_eq!(held.statements(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_bounded_by_rows_and_by_bytes() {
    let many = (600, 1, 3);
    let large = (60, 40_000, 3);
    for (count, bytes, statements) in [many, large] {
        let mut held = Held::new().await;
        let secret = vec![7; bytes];
        let created = || {
            let credential = a_credential().of(&held.company);
            credential.sealed_as(&secret).recorded()
        };
        let mut waiting = pin!(join_all((0..count).map(|_| held.insert(created()))));
        begin(waiting.as_mut()).await;
        held.release().await;
        assert!(waiting.await.iter().all(is_stored));
        assert_eq!(held.stored(), 1 + count);
        assert_eq!(held.statements(), 1 + statements);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_s_turn_comes_while_there_is_no_connection() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let store = store_at(&database.url());
    store.open(Migrate::Yes).await.unwrap();
    let company = a_stored_company(&store).await;
    cluster.stop();
    let create = async |patience| {
        let created = a_credential().of(&company).recorded();
        let insert = store.insert(&created, None);
        Deadline::after(patience).bounding(insert).await
    };
    for _ in 0..2 {
        // Whoever gives up knows that nothing was written, and nothing is afterwards.
        let refused = create(Duration::from_millis(300)).await;
        assert!(is_unavailable(&refused), "{refused:?}");
        // The operator is told of the outage, and not of other creates.
        assert!(reason(&refused).contains("PostgreSQL"), "{refused:?}");
    }
    cluster.start_again();
    assert!(is_stored(&create(Duration::from_secs(30)).await));
    assert_eq!(database.query("SELECT count(*) FROM credentials"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_left_before_their_turn_store_nothing_and_the_others_all_stand() {
    let mut held = Held::new().await;
    let thirty = || join_all((0..30).map(|_| held.insert(held.created())));
    let (mut leaving, mut staying) = (Box::pin(thirty()), pin!(thirty()));
    begin(leaving.as_mut()).await;
    begin(staying.as_mut()).await;
    drop(leaving);
    held.release().await;
    assert!(staying.await.iter().all(is_stored));
    assert_eq!(held.stored(), 1 + 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_for_callers_that_all_left() {
    let place = Place::new();
    place.set("log_min_duration_statement", "0");
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let mut held = Held::at(place, store, company).await;
    let mut leaving = Box::pin(join_all((0..30).map(|_| held.insert(held.created()))));
    begin(leaving.as_mut()).await;
    drop(leaving);
    held.release().await;
    assert!(is_stored(&held.insert(held.created()).await));
    assert_eq!(held.place.creates_asked(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_leave_at_any_moment_leave_nothing_half() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    for _ in 0..10 {
        let insert = || insert(&store, a_credential().of(&company).recorded(), None);
        let callers: Vec<_> = (0..60).map(|_| tokio::spawn(insert())).collect();
        for leaving in callers.iter().step_by(2) {
            leaving.abort();
            tokio::task::yield_now().await;
        }
        for staying in callers.into_iter().skip(1).step_by(2) {
            assert!(is_stored(&staying.await.unwrap()));
        }
    }
    // The next one's turn comes after that of all others.
    insert(&store, a_credential().of(&company).recorded(), None)
        .await
        .unwrap();
    assert!(whole(&place) > 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_at_once_all_stand() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let insert = |_| insert(&store, a_credential().of(&company).recorded(), None);
    let callers: Vec<_> = (0..2000).map(insert).map(tokio::spawn).collect();
    for caller in callers {
        assert!(is_stored(&caller.await.unwrap()));
    }
    assert_eq!(whole(&place), 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_the_queue_full_is_unavailable_and_stores_nothing() {
    let mut held = Held::new().await;
    let mut waiting = pin!(join_all((0..5000).map(|_| held.insert(held.created()))));
    begin(waiting.as_mut()).await;
    held.release().await;
    let (stored, refused): (Vec<_>, Vec<_>) = waiting.await.into_iter().partition(is_stored);
    assert!(refused.iter().all(is_unavailable), "{refused:?}");
    assert_eq!((stored.len(), refused.len()), (4095, 905));
    assert_eq!(held.stored(), 1 + 4095);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_whose_deadline_passes_while_it_waits_is_unavailable_and_never_stored() {
    let mut held = Held::new().await;
    let deadline = Deadline::after(Duration::from_millis(100));
    let answer = deadline.bounding(held.insert(held.created())).await;
    assert!(is_unavailable(&answer), "{answer:?}");
    assert!(reason(&answer).contains("others came first"), "{answer:?}");
    held.release().await;
    let next = held.insert(held.created()).await;
    assert!(is_stored(&next));
    assert_eq!(held.stored(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_whose_deadline_passes_under_way_is_of_unknown_outcome_and_may_be_retried() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let holder = hold(&place).await;
    let record = a_claim().record();
    let attempt = || {
        let created = a_credential().of(&company).recorded();
        insert(&store, created, Some(record.clone()))
    };
    let deadline = Deadline::after(Duration::from_millis(300));
    let answer = deadline.bounding(attempt()).await;
    let unknown = matches!(
        answer,
        Err(InsertError::Store(StoreError::OutcomeUnknown(_)))
    );
    assert!(unknown, "{answer:?}");
    holder.batch_execute("ROLLBACK").await.unwrap();
    let retried = attempt().await.unwrap();
    assert!([Inserted::Stored, Inserted::Remembered(record.clone())].contains(&retried));
    assert_eq!(attempt().await.unwrap(), Inserted::Remembered(record));
    assert_eq!(whole(&place), 1);
}

/// What an operator is told of it.
fn reason(refused: &Answer) -> String {
    let cause = refused.as_ref().err().and_then(Error::source);
    cause.unwrap().to_string()
}
