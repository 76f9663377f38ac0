//! Creates that claim one key and wait together: one is stored, and the others cost no statement.

use std::{pin::pin, sync::Arc};

use futures_util::future::join_all;
use pullkey_storage::{
    InsertError, Inserted, StoreError,
    contract::fixtures::{a_claim, a_company, a_credential},
};

use crate::{
    held::{Held, begin, insert, is_stored},
    place::{Place, a_stored_company},
};

#[tokio::test(flavor = "multi_thread")]
async fn of_creates_that_claim_one_key_all_but_the_first_are_answered_without_a_statement() {
    let place = Place::new();
    place.set("log_min_duration_statement", "0");
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let mut held = Held::at(place, store, company).await;
    let record = a_claim().record();
    let claim = || held.claim(held.created(), &record);
    let mut waiting = pin!(join_all((0..50).map(|_| claim())));
    begin(waiting.as_mut()).await;
    held.release().await;
    let (first, others) = split_first(waiting.await);
    assert_eq!(first, Inserted::Stored);
    assert_eq!(others, vec![Inserted::Remembered(record); 49]);
    assert_eq!(held.stored(), 1 + 1);
    assert_eq!(held.place.creates_asked(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_that_claim_a_key_that_was_claimed_before_share_one_statement() {
    let place = Place::new();
    place.set("log_min_duration_statement", "0");
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let record = a_claim().record();
    let created = a_credential().of(&company).recorded();
    let before = insert(&store, created, Some(record.clone())).await;
    assert!(is_stored(&before));
    let mut held = Held::at(place, store, company).await;
    let claim = || held.claim(held.created(), &record);
    let mut waiting = pin!(join_all((0..50).map(|_| claim())));
    begin(waiting.as_mut()).await;
    held.release().await;
    let answers: Vec<_> = waiting.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers, vec![Inserted::Remembered(record); 50]);
    assert_eq!(held.place.creates_asked(), 1 + 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_that_claim_one_key_take_no_room_from_others_in_a_statement() {
    let mut held = Held::new().await;
    let record = a_claim().record();
    let claim = || held.claim(held.created(), &record);
    let mut claiming = pin!(join_all((0..600).map(|_| claim())));
    let mut others = pin!(join_all((0..255).map(|_| held.insert(held.created()))));
    begin(claiming.as_mut()).await;
    begin(others.as_mut()).await;
    held.release().await;
    assert_eq!(claiming.await.iter().filter(|it| is_stored(it)).count(), 1);
    assert!(others.await.iter().all(is_stored));
    assert_eq!(held.stored(), 1 + 256);
    assert_eq!(held.statements(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_refused_leaves_its_key_to_the_next_that_claims_it() {
    let mut held = Held::new().await;
    let taken = held.created();
    let id = taken.subject().id();
    let of_taken_id = a_credential().of(&held.company).with_id(id).recorded();
    let record = a_claim().record();
    let claims = [of_taken_id, held.created(), held.created()].map(|it| held.claim(it, &record));
    let mut waiting = pin!(join_all(claims));
    let mut first = pin!(held.insert(taken));
    begin(first.as_mut()).await;
    begin(waiting.as_mut()).await;
    held.release().await;
    assert!(is_stored(&first.await));
    let mut answers = waiting.await.into_iter();
    let refused = answers.next().unwrap();
    let is_unexpected = matches!(refused, Err(InsertError::Store(StoreError::Unexpected(_))));
    assert!(is_unexpected, "{refused:?}");
    let (next, others) = split_first(answers.collect());
    assert_eq!(next, Inserted::Stored);
    assert_eq!(others, [Inserted::Remembered(record)]);
    assert_eq!(held.stored(), 1 + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_left_leaves_its_key_to_the_next_that_claims_it() {
    let mut held = Held::new().await;
    let record = a_claim().record();
    let claim = || held.claim(held.created(), &record);
    let (mut leaving, mut staying) = (Box::pin(claim()), pin!(join_all([claim(), claim()])));
    begin(leaving.as_mut()).await;
    begin(staying.as_mut()).await;
    drop(leaving);
    held.release().await;
    let (first, others) = split_first(staying.await);
    assert_eq!(first, Inserted::Stored);
    assert_eq!(others, [Inserted::Remembered(record)]);
    assert_eq!(held.stored(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_claim_one_key_of_a_company_that_is_not_there_are_all_told_so() {
    let mut held = Held::new().await;
    let company = a_company().recorded().into_subject();
    let record = a_claim().record();
    let claim = |_| held.claim(a_credential().of(&company).recorded(), &record);
    let mut waiting = pin!(join_all((0..5).map(claim)));
    begin(waiting.as_mut()).await;
    held.release().await;
    for refused in waiting.await {
        assert!(matches!(refused, Err(InsertError::CompanyGone)));
    }
    assert_eq!(held.stored(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_of_two_companies_is_claimed_by_one_statement() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let [company, other] = [
        a_stored_company(&store).await,
        a_stored_company(&store).await,
    ];
    let mut held = Held::at(place, store, company).await;
    let record = a_claim().record();
    let of_other = a_credential().of(&other).recorded();
    let claims = [held.created(), of_other].map(|it| held.claim(it, &record));
    let mut waiting = pin!(join_all(claims));
    begin(waiting.as_mut()).await;
    held.release().await;
    assert!(waiting.await.iter().all(is_stored));
    assert_eq!(held.statements(), 1 + 1);
}

fn split_first(answers: Vec<Result<Inserted, InsertError>>) -> (Inserted, Vec<Inserted>) {
    let mut answers = answers.into_iter().map(Result::unwrap);
    (answers.next().unwrap(), answers.collect())
}
