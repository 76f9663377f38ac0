//! Rules of [`ApiKeyStore`](crate::ApiKeyStore) about keys that are changed or used.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use pullkey_domain::{
    api_key::{ApiKeyEdit, ApiKeyName, SignedApiKey},
    audit::{Act, Recorded},
    timestamp::Timestamp,
};

use super::{
    ODD_NAMES, a_stored_company, all_events,
    api_key_store::{assert_found, stored},
    at_once,
    fixtures::{a_moment, an_act, an_api_key, deletion_of, key_edit_of, rotation_of, switch_of},
};
use crate::{
    ApiKeyUse, AuthEpoch, ChangeError, ChangeKeyError, Inserted, Managers, Store, StoreError,
};

/// In every field, with the event that tells of it. Other keys stay as they are.
pub async fn what_was_edited_is_found(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
    let [key, other] = stored(store, keys).await;
    let edit = ApiKeyEdit {
        name: ApiKeyName::parse("Renamed").ok(),
        capabilities: "AUDIT:READ,DOCKER_REGISTRY:READ".parse().ok(),
        expires_at: Some(Some(Timestamp::MAX)),
    };
    let edited = key_edit_of(key.subject(), edit, later());
    assert_changes(store, &edited).await;
    let endless = ApiKeyEdit {
        expires_at: Some(None),
        ..ApiKeyEdit::default()
    };
    assert_changes(store, &key_edit_of(edited.subject(), endless, later())).await;
    assert_found(store, &other).await;
}

/// Byte for byte.
pub async fn names_with_odd_characters_survive_an_edit(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [mut key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    for name in ODD_NAMES {
        let name = ApiKeyName::parse(name).ok();
        let edit = ApiKeyEdit {
            name,
            ..ApiKeyEdit::default()
        };
        key = key_edit_of(key.subject(), edit, later());
        assert_changes(store, &key).await;
    }
}

/// And on again.
pub async fn a_key_is_switched_off_and_on(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let off = switch_of(key.subject(), false, later());
    assert_changes(store, &off).await;
    assert_changes(store, &switch_of(off.subject(), true, later())).await;
}

/// Both verifiers, and it is found by its handle as before.
pub async fn a_key_is_rotated(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let rotated = rotation_of(key.subject(), later());
    let stored = store.api_keys().rotate(&rotated, None).await;
    assert_eq!(stored.unwrap(), Inserted::Stored);
    assert_found(store, &rotated).await;
    let events = all_events(store, &company).await;
    assert!(events.items.contains(rotated.event()));
    let handle = *key.subject().unverified().handle();
    let found = store.api_key_directory().find_by_handle(handle).await;
    assert_eq!(&found.unwrap().unwrap().key, rotated.subject());
}

/// What was decided upon an older version is decided anew.
pub async fn a_stale_version_is_not_changed(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [first] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let newer = switch_of(first.subject(), false, later());
    assert_changes(store, &newer).await;
    assert_stale(store, &switch_of(first.subject(), false, later())).await;
    assert_stale(store, &rotation_of(first.subject(), later())).await;
    assert_found(store, &newer).await;
    assert_eq!(all_events(store, &company).await.total, 3);
}

/// A key that is gone does not come back, nor is a new one made so.
pub async fn what_is_not_there_is_not_changed(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let absent = an_api_key().of(&company).recorded();
    assert_stale(store, &absent).await;
    assert_stale(store, &switch_of(absent.subject(), false, later())).await;
    assert_eq!(all_events(store, &company).await.total, 1);
}

/// Not even by the right id and version.
pub async fn another_company_changes_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let theirs = an_api_key()
        .of(&other)
        .with_id(key.subject().unverified().id());
    assert_stale(store, &theirs.clone().switched_off()).await;
    assert_stale(store, &theirs.rotated()).await;
    assert_found(store, &key).await;
}

/// All or nothing, although the event is what fails.
pub async fn a_refused_event_takes_its_change_with_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let before = epoch(store).await;
    let told = || Act {
        event: key.event().id(),
        ..later()
    };
    let switched = switch_of(key.subject(), false, told());
    let refused = store
        .api_keys()
        .update(&switched, Managers::NoneNeedRemain)
        .await;
    assert!(matches!(
        refused,
        Err(ChangeKeyError::Store(StoreError::Unexpected(_)))
    ));
    let rotated = rotation_of(key.subject(), told());
    let refused = store.api_keys().rotate(&rotated, None).await;
    assert!(matches!(
        refused,
        Err(ChangeError::Store(StoreError::Unexpected(_)))
    ));
    assert_found(store, &key).await;
    assert_eq!(epoch(store).await, before);
}

/// The others are told to decide anew.
pub async fn of_changes_of_one_version_at_once_one_stands(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let changed = AtomicUsize::new(0);
    at_once(16, async || {
        let switched = switch_of(key.subject(), false, later());
        match store
            .api_keys()
            .update(&switched, Managers::NoneNeedRemain)
            .await
        {
            Ok(()) => {
                changed.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => assert!(matches!(error, ChangeKeyError::Stale)),
        }
    });
    assert_eq!(changed.into_inner(), 1);
    assert_eq!(all_events(store, &company).await.total, 3);
}

/// What was cached about it is outdated.
pub async fn every_change_raises_the_epoch(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let before = epoch(store).await;
    let off = switch_of(key.subject(), false, later());
    assert_changes(store, &off).await;
    let between = epoch(store).await;
    let rotated = rotation_of(off.subject(), later());
    store.api_keys().rotate(&rotated, None).await.unwrap();
    assert!(before < between && between < epoch(store).await);
}

/// From none on, in the key alone and in lists; one that is a minute later counts more, whichever is told first.
pub async fn the_last_use_of_a_key_is_found(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
    let [key, unused] = stored(store, keys).await;
    assert_eq!(last_use(store, &key).await, None);
    let at = |seconds| a_moment().after(Duration::from_secs(seconds));
    for (used, expected) in [(0, 0), (59, 0), (60, 60), (30, 60), (500, 500)] {
        use_at(store, &[&key], at(used)).await;
        assert_eq!(last_use(store, &key).await, Some(at(expected)), "{used}");
    }
    assert_eq!(last_use(store, &unused).await, None);
}

/// Of many keys of many companies in one go. What is gone is passed over.
pub async fn uses_of_many_keys_are_told_together(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let keys = [&company, &other, &company].map(|of| an_api_key().of(of).recorded());
    let [first, second, gone] = stored(store, keys).await;
    let deletion = deletion_of(gone.subject());
    let deleted = store.api_keys().delete(&deletion, Managers::NoneNeedRemain);
    deleted.await.unwrap();
    use_at(store, &[&first, &gone, &second], a_moment()).await;
    for key in [&first, &second] {
        assert_eq!(last_use(store, key).await, Some(a_moment()));
    }
    use_at(store, &[], a_moment()).await;
}

/// It is no change: neither version nor epoch nor trail move, and a change keeps it.
pub async fn a_use_changes_nothing_and_survives_changes(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let before = epoch(store).await;
    use_at(store, &[&key], a_moment()).await;
    assert_eq!(epoch(store).await, before);
    assert_eq!(all_events(store, &company).await.total, 2);
    assert_found(store, &key).await;
    let off = switch_of(key.subject(), false, later());
    assert_changes(store, &off).await;
    let rotated = rotation_of(off.subject(), later());
    store.api_keys().rotate(&rotated, None).await.unwrap();
    assert_eq!(last_use(store, &rotated).await, Some(a_moment()));
}

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}

async fn assert_changes(store: &dyn Store, changed: &Recorded<SignedApiKey>) {
    let updated = store.api_keys().update(changed, Managers::NoneNeedRemain);
    updated.await.unwrap();
    assert_found(store, changed).await;
    let key = changed.subject().unverified();
    let events = store
        .audit_log()
        .list(key.company(), super::EVERYTHING)
        .await;
    assert!(events.unwrap().items.contains(changed.event()));
}

async fn assert_stale(store: &dyn Store, changed: &Recorded<SignedApiKey>) {
    let updated = store
        .api_keys()
        .update(changed, Managers::NoneNeedRemain)
        .await;
    assert!(matches!(updated, Err(ChangeKeyError::Stale)));
    let rotated = store.api_keys().rotate(changed, None).await;
    assert!(matches!(rotated, Err(ChangeError::Stale)));
}

async fn use_at(store: &dyn Store, keys: &[&Recorded<SignedApiKey>], at: Timestamp) {
    let uses = keys.iter().map(|key| key.subject().unverified());
    let uses = uses.map(|key| ApiKeyUse {
        company: key.company(),
        key: key.id(),
        at,
    });
    store
        .api_key_directory()
        .record_uses(uses.collect())
        .await
        .unwrap();
}

/// As the key alone has it, and as the list has it.
async fn last_use(store: &dyn Store, key: &Recorded<SignedApiKey>) -> Option<Timestamp> {
    let key = key.subject().unverified();
    let found = store
        .api_keys()
        .find(key.company(), key.id())
        .await
        .unwrap()
        .unwrap();
    let listed = store
        .api_keys()
        .list(key.company(), super::EVERYTHING)
        .await
        .unwrap();
    assert!(listed.items.contains(&found));
    found.last_used_at
}

async fn epoch(store: &dyn Store) -> AuthEpoch {
    store.api_key_directory().epoch().await.unwrap()
}
