//! Reads and writes beside those of another process, and beside each other.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll};

use diesel::connection::SimpleConnection;
use pullkey_domain::api_key::Reach;
use pullkey_storage::{
    CompanyStore, CredentialStore, Inserted, RingKeyStore, StoreHealth,
    contract::fixtures::{a_claim, a_credential, a_query},
};
use tokio::task::JoinSet;

use crate::place::{Place, a_stored_company, a_stored_credential};

#[tokio::test]
async fn reads_do_not_wait_for_a_write_that_is_under_way_elsewhere() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let mut other = place.connect();
    other
        .batch_execute("BEGIN EXCLUSIVE; UPDATE auth_epoch SET epoch = 99")
        .unwrap();

    let found = CredentialStore::find(&store, company.id(), credential.id()).await;
    assert_eq!(found.unwrap(), Some(credential));
    let page = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
    assert_eq!(page.unwrap().total, Some(1));
    assert!(
        CompanyStore::find(&store, company.id())
            .await
            .unwrap()
            .is_some()
    );
    store.known().await.unwrap();
    store.check().await.unwrap();
    other.batch_execute("ROLLBACK").unwrap();
}

#[tokio::test]
async fn a_write_waits_for_a_write_that_is_under_way_elsewhere_and_succeeds() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let mut other = place.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let created = a_credential().of(&company).recorded();
    let mut insert = pin!(CredentialStore::insert(&store, &created, None));
    let early = poll_fn(|context| Poll::Ready(insert.as_mut().poll(context))).await;
    assert!(early.is_pending());
    other.batch_execute("COMMIT").unwrap();
    insert.await.unwrap();
}

#[tokio::test]
async fn what_another_process_commits_is_read_at_once() {
    let place = Place::new();
    let (store, other) = (place.open(), place.open());
    let company = a_stored_company(&store).await;
    for _ in 0..20 {
        let credential = a_stored_credential(&other, &company).await;
        let found = CredentialStore::find(&store, company.id(), credential.id()).await;
        assert_eq!(found.unwrap(), Some(credential));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_lists_at_once_than_there_are_turns_all_come_to_theirs() {
    let place = Place::new();
    let store = Arc::new(place.open());
    let company = a_stored_company(&store).await;
    a_stored_credential(&store, &company).await;
    let mut lists = JoinSet::new();
    for _ in 0..100 {
        let (store, company) = (store.clone(), company.id());
        lists.spawn(async move {
            CredentialStore::list(&*store, company, &Reach::All, a_query()).await
        });
    }
    for page in lists.join_all().await {
        assert_eq!(page.unwrap().total, Some(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_inserts_with_one_key_through_two_stores_at_once_one_is_stored() {
    let place = Place::new();
    let stores = [Arc::new(place.open()), Arc::new(place.open())];
    let company = a_stored_company(&stores[0]).await;
    let record = a_claim().record();
    let mut inserts = JoinSet::new();
    for store in stores.iter().cycle().take(40) {
        let (store, claim) = (store.clone(), Some(record.clone()));
        let created = a_credential().of(&company).recorded();
        inserts.spawn(async move { CredentialStore::insert(&*store, &created, claim).await });
    }
    let answers = inserts.join_all().await.into_iter().map(Result::unwrap);
    let first = Inserted::Remembered(record);
    let (others, one): (Vec<_>, Vec<_>) = answers.partition(|answer| *answer == first);
    assert_eq!((one, others.len()), (vec![Inserted::Stored], 39));
    for store in stores {
        let page = CredentialStore::list(&*store, company.id(), &Reach::All, a_query()).await;
        assert_eq!(page.unwrap().total, Some(1));
    }
}
