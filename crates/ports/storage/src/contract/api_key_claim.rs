//! Rules of [`ApiKeyStore`](crate::ApiKeyStore) about claims of idempotency keys: as those of credentials, and shared with
//! them.

use std::{sync::Mutex, time::Duration};

use pullkey_domain::{
    api_key::SignedApiKey,
    audit::{Act, Recorded},
    company::Company,
};

use super::{
    a_stored_company, all_api_keys, all_events,
    api_key_store::{assert_found, stored},
    at_once,
    fixtures::{
        a_claim, a_company, a_credential, a_moment, an_act, an_api_key, deletion_of, rotation_of,
    },
};
use crate::{ChangeError, InsertError, Inserted, Managers, Store, StoreError};

/// The record of the first, and no second key nor event.
pub async fn a_repeated_insert_is_answered_by_the_record_of_the_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let record = a_claim().record();
    let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
    let first = store.api_keys().insert(&keys[0], Some(record.clone()));
    assert_eq!(first.await.unwrap(), Inserted::Stored);
    let other = a_claim()
        .of_key(record.key().as_str())
        .for_payload(8)
        .record();
    let again = store.api_keys().insert(&keys[1], Some(other));
    assert_eq!(again.await.unwrap(), Inserted::Remembered(record));
    assert_eq!(all_api_keys(store, &company).await.total, 1);
    assert_eq!(all_events(store, &company).await.total, 2);
}

/// The key has the token of the first.
pub async fn a_repeated_rotation_is_answered_by_the_record_of_the_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let record = a_claim().record();
    let rotated = rotation_of(key.subject(), later());
    let first = store.api_keys().rotate(&rotated, Some(record.clone()));
    assert_eq!(first.await.unwrap(), Inserted::Stored);
    let again = rotation_of(rotated.subject(), later());
    let again = store.api_keys().rotate(&again, Some(record.clone())).await;
    assert_eq!(again.unwrap(), Inserted::Remembered(record));
    assert_found(store, &rotated).await;
    assert_eq!(all_events(store, &company).await.total, 3);
}

/// Whatever it was first used for.
pub async fn a_key_names_one_attempt_at_anything_of_the_company(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let record = a_claim().record();
    let created = a_credential().of(&company).recorded();
    let inserted = store.credentials().insert(&created, Some(record.clone()));
    assert_eq!(inserted.await.unwrap(), Inserted::Stored);
    let second = an_api_key().of(&company).recorded();
    let inserted = store.api_keys().insert(&second, Some(record.clone())).await;
    assert_eq!(inserted.unwrap(), Inserted::Remembered(record.clone()));
    let rotated = rotation_of(key.subject(), later());
    let rotated = store
        .api_keys()
        .rotate(&rotated, Some(record.clone()))
        .await;
    assert_eq!(rotated.unwrap(), Inserted::Remembered(record));
    assert_found(store, &key).await;
}

/// As long as it counts, by its own company only, and whatever became of the key meanwhile.
pub async fn an_attempt_is_recalled(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let record = a_claim().record();
    let key = an_api_key().of(&company).recorded();
    let inserted = store.api_keys().insert(&key, Some(record.clone())).await;
    assert_eq!(inserted.unwrap(), Inserted::Stored);
    let deletion = deletion_of(key.subject());
    let deleted = store.api_keys().delete(&deletion, Managers::NoneNeedRemain);
    deleted.await.unwrap();
    let recall = async |company: &Company, now| {
        let recalled = store.api_keys().recall(company.id(), record.key(), now);
        recalled.await.unwrap()
    };
    assert_eq!(recall(&company, a_moment()).await, Some(record.clone()));
    assert_eq!(recall(&company, record.ends_at()).await, None);
    assert_eq!(recall(&other, a_moment()).await, None);
}

/// A refusal is no answer to remember.
pub async fn what_is_refused_leaves_its_key_free(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let record = a_claim().record();
    let claim = || Some(record.clone());
    let absent = a_company().recorded().into_subject();
    let refused = store
        .api_keys()
        .insert(&an_api_key().of(&absent).recorded(), claim())
        .await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    let taken = an_api_key()
        .of(&company)
        .with_handle(*key.subject().unverified().handle());
    let refused = store.api_keys().insert(&taken.recorded(), claim()).await;
    assert!(matches!(
        refused,
        Err(InsertError::Store(StoreError::Unexpected(_)))
    ));
    let stale = an_api_key().of(&company).rotated();
    let refused = store.api_keys().rotate(&stale, claim()).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    let told = Act {
        event: key.event().id(),
        ..later()
    };
    let refused = store
        .api_keys()
        .rotate(&rotation_of(key.subject(), told), claim())
        .await;
    assert!(matches!(
        refused,
        Err(ChangeError::Store(StoreError::Unexpected(_)))
    ));
    let rotated = store
        .api_keys()
        .rotate(&rotation_of(key.subject(), later()), claim())
        .await;
    assert_eq!(rotated.unwrap(), Inserted::Stored);
}

/// The others get its record.
pub async fn of_inserts_with_one_key_at_once_one_is_stored(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = a_claim().record().key().clone();
    let (stored, remembered) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    at_once(16, async || {
        let created: Recorded<SignedApiKey> = an_api_key().of(&company).recorded();
        let body = created.subject().unverified().id().to_string();
        let claim = a_claim()
            .of_key(key.as_str())
            .answered_with(body.as_bytes())
            .record();
        match store
            .api_keys()
            .insert(&created, Some(claim.clone()))
            .await
            .unwrap()
        {
            Inserted::Stored => stored.lock().unwrap().push(claim),
            Inserted::Remembered(record) => remembered.lock().unwrap().push(record),
        }
    });
    let stored = stored.into_inner().unwrap();
    assert_eq!(stored.len(), 1);
    assert!(
        remembered
            .into_inner()
            .unwrap()
            .iter()
            .all(|record| *record == stored[0])
    );
    assert_eq!(all_api_keys(store, &company).await.total, 1);
}

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}
