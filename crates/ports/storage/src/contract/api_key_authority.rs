//! Rules of [`ApiKeyStore`](crate::ApiKeyStore) about keys by which others are made and changed.

use std::{sync::Mutex, time::Duration};

use pullkey_domain::{
    api_key::SignedApiKey,
    audit::{Act, Recorded},
};

use super::{
    a_stored_company, all_api_keys, all_events,
    api_key_store::{assert_found, stored},
    at_once,
    fixtures::{a_claim, a_moment, an_act, an_api_key, deletion_of, rotation_of, switch_of},
};
use crate::{ChangeError, ChangeKeyError, InsertError, Inserted, Managers, Store};

/// As long as that is what it was.
pub async fn what_a_key_decided_is_stored_while_it_is_what_it_was(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
    let [own, key] = stored(store, keys).await;
    let own = own.subject().unverified();
    let made = an_api_key().of(&company).recorded().on_authority_of(own);
    let inserted = store.api_keys().insert(&made, None).await;
    assert_eq!(inserted.unwrap(), Inserted::Stored);
    let off = switch_of(key.subject(), false, later()).on_authority_of(own);
    let updated = store.api_keys().update(&off, Managers::OneMustRemain).await;
    updated.unwrap();
    let rotated = rotation_of(off.subject(), later()).on_authority_of(own);
    let answer = store.api_keys().rotate(&rotated, None).await;
    assert_eq!(answer.unwrap(), Inserted::Stored);
    assert_found(store, &rotated).await;
    let gone = deletion_of(rotated.subject()).on_authority_of(own);
    let deleted = store
        .api_keys()
        .delete(&gone, Managers::OneMustRemain)
        .await;
    deleted.unwrap();
}

/// Changed or gone: nothing of it is stored.
pub async fn what_a_key_decided_that_was_changed_or_removed_is_not_stored(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let keys = [(); 4].map(|()| an_api_key().of(&company).recorded());
    let [changed, gone, key, _] = stored(store, keys).await;
    let off = switch_of(changed.subject(), false, later());
    let updated = store.api_keys().update(&off, Managers::NoneNeedRemain);
    updated.await.unwrap();
    let deletion = deletion_of(gone.subject());
    let deleted = store.api_keys().delete(&deletion, Managers::NoneNeedRemain);
    deleted.await.unwrap();
    let events = all_events(store, &company).await.total;
    for own in [&changed, &gone] {
        let own = own.subject().unverified();
        let made = an_api_key().of(&company).recorded().on_authority_of(own);
        let claim = Some(a_claim().record());
        let inserted = store.api_keys().insert(&made, claim).await;
        assert!(matches!(inserted, Err(InsertError::AuthorityStale)));
        for managers in [Managers::OneMustRemain, Managers::NoneNeedRemain] {
            let off = switch_of(key.subject(), false, later()).on_authority_of(own);
            let updated = store.api_keys().update(&off, managers).await;
            assert!(matches!(updated, Err(ChangeKeyError::Stale)));
            let deletion = deletion_of(key.subject()).on_authority_of(own);
            let deleted = store.api_keys().delete(&deletion, managers).await;
            assert!(matches!(deleted, Err(ChangeKeyError::Stale)));
        }
        for claim in [None, Some(a_claim().record())] {
            let rotated = rotation_of(key.subject(), later()).on_authority_of(own);
            let rotated = store.api_keys().rotate(&rotated, claim).await;
            assert!(matches!(rotated, Err(ChangeError::Stale)));
        }
    }
    assert_found(store, &key).await;
    assert_eq!(all_api_keys(store, &company).await.total, 3);
    assert_eq!(all_events(store, &company).await.total, events);
}

/// What a key does to itself.
pub async fn a_key_may_decide_upon_itself(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [own] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let plain = |key: &Recorded<SignedApiKey>| key.subject().unverified().clone();
    let rotated = rotation_of(own.subject(), later()).on_authority_of(&plain(&own));
    let answer = store.api_keys().rotate(&rotated, None).await;
    assert_eq!(answer.unwrap(), Inserted::Stored);
    let off = switch_of(rotated.subject(), false, later()).on_authority_of(&plain(&rotated));
    let updated = store
        .api_keys()
        .update(&off, Managers::NoneNeedRemain)
        .await;
    updated.unwrap();
    let gone = deletion_of(off.subject()).on_authority_of(&plain(&off));
    let deleted = store
        .api_keys()
        .delete(&gone, Managers::NoneNeedRemain)
        .await;
    deleted.unwrap();
}

/// Of makers and the end of their key at once, none comes after that.
pub async fn nothing_is_made_by_a_key_after_its_end(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [own] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let counted = Mutex::new(None);
    let turn = Mutex::new(0);
    at_once(8, async || {
        let nth = {
            let mut turn = turn.lock().unwrap();
            *turn += 1;
            *turn
        };
        if nth == 4 {
            let deletion = deletion_of(own.subject());
            let deleted = store.api_keys().delete(&deletion, Managers::NoneNeedRemain);
            deleted.await.unwrap();
            let left = all_api_keys(store, &company).await.total;
            *counted.lock().unwrap() = Some(left);
        } else {
            for _ in 0..5 {
                let made = an_api_key().of(&company).recorded();
                let made = made.on_authority_of(own.subject().unverified());
                drop(store.api_keys().insert(&made, None).await);
            }
        }
    });
    let counted = counted.into_inner().unwrap();
    assert_eq!(Some(all_api_keys(store, &company).await.total), counted);
}

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}
