//! Rules of [`ApiKeyDirectory`](crate::ApiKeyDirectory).

use super::{
    a_stored_company,
    fixtures::{a_company, a_credential, an_api_key, deletion_of},
};
use crate::{AuthEpoch, KeyWithCompany, Managers, Store};

/// Both as they were stored.
pub async fn a_key_is_found_by_its_handle_with_its_company(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let (key, others) = (an_api_key().of(&company), an_api_key().of(&other));
    let (key, others) = (key.recorded(), others.recorded());
    store.api_keys().insert(&key, None).await.unwrap();
    store.api_keys().insert(&others, None).await.unwrap();
    let directory = store.api_key_directory();
    let handle = *key.subject().unverified().handle();
    let found = directory.find_by_handle(handle).await.unwrap();
    let key = key.into_subject();
    assert_eq!(found, Some(KeyWithCompany { key, company }));
}

/// Absence is an answer.
pub async fn a_handle_that_nobody_has_finds_nothing(store: &dyn Store) {
    let key = an_api_key().recorded().into_subject();
    let directory = store.api_key_directory();
    let found = directory.find_by_handle(*key.unverified().handle()).await;
    assert_eq!(found.unwrap(), None);
}

/// From the moment on that the deletion returned.
pub async fn a_deleted_key_is_not_found_by_its_handle(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let key = key.into_subject();
    store
        .api_keys()
        .delete(&deletion_of(&key), Managers::NoneNeedRemain)
        .await
        .unwrap();
    let directory = store.api_key_directory();
    let found = directory.find_by_handle(*key.unverified().handle()).await;
    assert_eq!(found.unwrap(), None);
}

/// What was cached about companies may be outdated.
pub async fn a_new_company_raises_the_epoch(store: &dyn Store) {
    let before = epoch(store).await;
    let company = a_company().recorded();
    store.companies().insert(&company).await.unwrap();
    assert!(epoch(store).await > before);
}

/// What was cached about keys may be outdated.
pub async fn a_new_key_raises_the_epoch(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let before = epoch(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    assert!(epoch(store).await > before);
}

/// Or else it would let in until the cache forgets it.
pub async fn a_deleted_key_raises_the_epoch(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let before = epoch(store).await;
    let deletion = deletion_of(key.subject());
    store
        .api_keys()
        .delete(&deletion, Managers::NoneNeedRemain)
        .await
        .unwrap();
    assert!(epoch(store).await > before);
}

/// Or else every cache would be emptied all the time.
pub async fn a_new_credential_does_not_raise_the_epoch(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let before = epoch(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    assert_eq!(epoch(store).await, before);
}

async fn epoch(store: &dyn Store) -> AuthEpoch {
    store.api_key_directory().epoch().await.unwrap()
}
