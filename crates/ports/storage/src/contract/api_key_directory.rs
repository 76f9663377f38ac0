//! Rules of [`ApiKeyDirectory`](crate::ApiKeyDirectory).

use pullkey_domain::{
    api_key::{RowMac, SignedApiKey, Verifier},
    ring_key::RingKeyId,
};

use super::{
    a_stored_company, all_events,
    fixtures::{a_company, a_credential, a_moment, an_act, an_api_key, deletion_of, rotation_of},
};
use crate::{ApiKeyUse, AuthEpoch, ChangeError, KeyWithCompany, Managers, Store};

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

/// Nothing else, and nobody need forget it.
pub async fn a_key_of_another_pepper_is_the_same_key(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let (created, rotated) = {
        let key = an_api_key().of(&company).recorded();
        store.api_keys().insert(&key, None).await.unwrap();
        let rotated = rotation_of(key.subject(), an_act(a_moment()));
        store.api_keys().rotate(&rotated, None).await.unwrap();
        (key.into_subject(), rotated.into_subject())
    };
    let directory = store.api_key_directory();
    let (place, at) = ((company.id(), created.unverified().id()), a_moment());
    let used = ApiKeyUse {
        company: place.0,
        key: place.1,
        at,
    };
    directory.record_uses(vec![used]).await.unwrap();
    let (epoch, events) = (
        directory.epoch().await.unwrap(),
        all_events(store, &company).await,
    );
    let turned = turned_of(&rotated);
    assert_ne!(turned, rotated);
    directory.turn_pepper(&rotated, &turned).await.unwrap();
    let found = store.api_keys().find(place.0, place.1).await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.key, found.last_used_at), (turned.clone(), Some(at)));
    assert_eq!(directory.epoch().await.unwrap(), epoch);
    assert_eq!(all_events(store, &company).await, events);
    for outdated in [&created, &rotated] {
        let refused = directory.turn_pepper(outdated, &turned_of(outdated)).await;
        assert!(matches!(refused, Err(ChangeError::Stale)));
    }
    let found = store.api_keys().find(place.0, place.1).await.unwrap();
    assert_eq!(found.unwrap().key, turned);
    let absent = an_api_key().of(&company).recorded().into_subject();
    let refused = directory.turn_pepper(&absent, &turned_of(&absent)).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
}

/// The key with both verifiers and the row MAC under another pepper.
fn turned_of(key: &SignedApiKey) -> SignedApiKey {
    let plain = key.unverified().clone();
    let pepper = RingKeyId::new(6);
    let (verifier, previous) = (plain.verifier().clone(), plain.previous_verifier().cloned());
    let mut turned = plain.verified_by(&verifier, &Verifier::current(pepper, [0x55; 32]));
    if let Some(previous) = previous {
        turned = turned.verified_by(&previous, &Verifier::current(pepper, [0x56; 32]));
    }
    let mac = [0x57; 32];
    SignedApiKey::new(turned, RowMac { pepper, mac })
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
