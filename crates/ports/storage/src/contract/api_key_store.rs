//! Rules of [`ApiKeyStore`](crate::ApiKeyStore).

use std::time::Duration;

use pullkey_domain::{
    api_key::SignedApiKey,
    audit::{Act, Recorded},
    timestamp::Timestamp,
};

use super::{
    ODD_NAMES, a_stored_company, all_api_keys, all_events,
    fixtures::{a_company, a_moment, a_signature, an_act, an_api_key, deletion_of},
    in_order,
};
use crate::{ChangeKeyError, InsertError, Managers, PageRequest, Store, StoreError};

/// In every field.
pub async fn what_was_inserted_is_found(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    assert_found(store, &key).await;
}

/// With two verifiers, the older of which ends.
pub async fn a_rotated_key_is_found_as_it_is(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).rotated()]).await;
    assert_found(store, &key).await;
}

/// Or else it would let in again.
pub async fn a_key_that_is_switched_off_is_found_as_it_is(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).switched_off()]).await;
    assert_found(store, &key).await;
}

/// Or else it could do more, or longer.
pub async fn narrowed_capabilities_and_an_end_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let narrowed = "DOCKER_REGISTRY:PULL@fb5e5168-4281-4bec-94c5-0d1584e9e657,AUDIT:READ";
    let key = an_api_key().of(&company).that_may(narrowed);
    let key = key.expiring_at(Timestamp::MAX).recorded();
    let [key] = stored(store, [key]).await;
    assert_found(store, &key).await;
}

/// Byte for byte.
pub async fn names_with_odd_characters_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |name| an_api_key().of(&company).named(name).recorded();
    for key in stored(store, ODD_NAMES.map(each)).await {
        assert_found(store, &key).await;
    }
}

/// Not even by the right id.
pub async fn another_company_finds_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let id = key.subject().unverified().id();
    let found = store.api_keys().find(other.id(), id).await;
    assert_eq!(found.unwrap(), None);
}

/// A total tells, too.
pub async fn another_company_lists_and_counts_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    stored(store, [an_api_key().of(&company).recorded()]).await;
    let page = all_api_keys(store, &other).await;
    assert_eq!((page.items, page.total), (vec![], 0));
}

/// Neither the key nor an event in a trail that nobody has.
pub async fn an_absent_company_takes_nothing(store: &dyn Store) {
    let absent = a_company().recorded().into_subject();
    let key = an_api_key().of(&absent).recorded();
    let refused = store.api_keys().insert(&key, None).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    assert_eq!(all_api_keys(store, &absent).await.total, 0);
    assert_eq!(all_events(store, &absent).await.total, 0);
}

/// Ids are ours: a second one is a fault, and must not overwrite.
pub async fn a_second_key_of_an_id_is_refused_and_the_first_stays(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [first] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let second = an_api_key().of(&company);
    let second = second.with_id(first.subject().unverified().id()).recorded();
    assert_refused(store, &second).await;
    assert_found(store, &first).await;
    assert_eq!(all_api_keys(store, &company).await.total, 1);
}

/// A handle finds one key among those of all companies.
pub async fn a_handle_that_any_company_uses_is_refused(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [first] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let handle = *first.subject().unverified().handle();
    for of in [&company, &other] {
        let second = an_api_key().of(of).with_handle(handle).recorded();
        assert_refused(store, &second).await;
        let events = all_events(store, of).await;
        assert!(!events.items.contains(second.event()));
    }
    assert_eq!(all_api_keys(store, &company).await.total, 1);
    assert_eq!(all_api_keys(store, &other).await.total, 0);
}

/// Both or neither, although the event is what fails.
pub async fn a_refused_event_takes_its_key_with_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [first] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let act = Act {
        event: first.event().id(),
        ..an_act(a_moment())
    };
    let second = an_api_key().of(&company).created_by(act).recorded();
    assert_refused(store, &second).await;
    assert_eq!(all_api_keys(store, &company).await.total, 1);
    let handle = *second.subject().unverified().handle();
    let found = store.api_key_directory().find_by_handle(handle).await;
    assert_eq!(found.unwrap(), None);
}

/// By the moment of creation.
pub async fn keys_are_listed_newest_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let moments = [a_moment(), Timestamp::MAX, Timestamp::MIN];
    let each = |at| an_api_key().of(&company).created_at(at).recorded();
    let keys = stored(store, moments.map(each)).await;
    let page = all_api_keys(store, &company).await;
    assert_eq!(page.items, in_order(&keys, &[1, 0, 2]));
}

/// So that pages fit together.
pub async fn keys_of_one_moment_are_listed_by_id_descending(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let ids = [2, 9, 1].map(|n| format!("{n}0000000-0000-8000-8000-000000000000"));
    let each = |id: String| {
        let key = an_api_key().of(&company).with_id(id.parse().unwrap());
        key.recorded()
    };
    let keys = stored(store, ids.map(each)).await;
    let page = all_api_keys(store, &company).await;
    assert_eq!(page.items, in_order(&keys, &[1, 0, 2]));
}

/// Limit, offset and total.
pub async fn a_page_is_cut_out_of_the_list_and_counts_all_of_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let aged = |age| {
        let at = a_moment().after(Duration::from_secs(age));
        an_api_key().of(&company).created_at(at).recorded()
    };
    let keys = stored(store, [9, 7, 5].map(aged)).await;
    for (limit, offset, expected) in [(2, 0, &[0, 1][..]), (2, 2, &[2]), (0, 0, &[]), (2, 3, &[])] {
        let request = PageRequest { limit, offset };
        let page = store.api_keys().list(company.id(), request).await.unwrap();
        let listed: Vec<_> = page.items.into_iter().map(|listed| listed.key).collect();
        assert_eq!(listed, in_order(&keys, expected));
        assert_eq!(page.total, 3);
    }
}

/// The row and nothing but the row goes; the trail grows.
pub async fn a_deleted_key_is_gone_and_its_event_told(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
    let [gone, stays] = stored(store, keys).await;
    let deletion = deletion_of(gone.subject());
    store
        .api_keys()
        .delete(&deletion, Managers::NoneNeedRemain)
        .await
        .unwrap();
    let page = all_api_keys(store, &company).await;
    assert_eq!((page.items, page.total), (vec![stays.into_subject()], 1));
    let events = all_events(store, &company).await;
    assert!(events.items.contains(gone.event()) && events.items.contains(deletion.event()));
}

/// What was decided upon an older version is decided anew.
pub async fn a_stale_version_is_not_deleted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company);
    let older = key.clone().recorded();
    let [newer] = stored(store, [key.rotated()]).await;
    let deletion = deletion_of(older.subject());
    let refused = store
        .api_keys()
        .delete(&deletion, Managers::NoneNeedRemain)
        .await;
    assert!(matches!(refused, Err(ChangeKeyError::Stale)));
    assert_found(store, &newer).await;
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(deletion.event()));
}

/// A second deletion tells nothing.
pub async fn what_is_not_there_is_not_deleted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let absent = an_api_key().of(&company).recorded();
    let refused = store
        .api_keys()
        .delete(&deletion_of(absent.subject()), Managers::NoneNeedRemain)
        .await;
    assert!(matches!(refused, Err(ChangeKeyError::Stale)));
    assert_eq!(all_events(store, &company).await.total, 1);
}

/// Not even by the right id and version.
pub async fn another_company_deletes_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let theirs = an_api_key().of(&other);
    let theirs = theirs.with_id(key.subject().unverified().id()).recorded();
    let refused = store
        .api_keys()
        .delete(&deletion_of(theirs.subject()), Managers::NoneNeedRemain)
        .await;
    assert!(matches!(refused, Err(ChangeKeyError::Stale)));
    assert_found(store, &key).await;
}

/// Both or neither.
pub async fn a_refused_event_leaves_the_key_that_it_tells_to_be_deleted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let act = Act {
        event: key.event().id(),
        ..an_act(a_moment())
    };
    let deletion = key.subject().clone().into_unverified().delete(act);
    let refused = store
        .api_keys()
        .delete(&deletion.sign(a_signature), Managers::NoneNeedRemain)
        .await;
    assert!(matches!(
        refused,
        Err(ChangeKeyError::Store(StoreError::Unexpected(_)))
    ));
    assert_found(store, &key).await;
    let handle = *key.subject().unverified().handle();
    let found = store.api_key_directory().find_by_handle(handle).await;
    assert!(found.unwrap().is_some());
}

pub(super) async fn stored<const N: usize>(
    store: &dyn Store,
    keys: [Recorded<SignedApiKey>; N],
) -> [Recorded<SignedApiKey>; N] {
    for key in &keys {
        store.api_keys().insert(key, None).await.unwrap();
    }
    keys
}

pub(super) async fn assert_found(store: &dyn Store, key: &Recorded<SignedApiKey>) {
    let plain = key.subject().unverified();
    let found = store.api_keys().find(plain.company(), plain.id()).await;
    assert_eq!(&found.unwrap().unwrap().key, key.subject());
}

async fn assert_refused(store: &dyn Store, key: &Recorded<SignedApiKey>) {
    let refused = store.api_keys().insert(key, None).await;
    assert!(matches!(
        refused,
        Err(InsertError::Store(StoreError::Unexpected(_)))
    ));
}
