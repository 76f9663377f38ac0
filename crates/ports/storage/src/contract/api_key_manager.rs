//! Rules of [`ApiKeyStore`](crate::ApiKeyStore) about the last key that can make others.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use pullkey_domain::{
    api_key::{ApiKeyEdit, SignedApiKey},
    audit::{Act, Recorded},
    company::Company,
};

use super::{
    a_stored_company, all_events,
    api_key_store::{assert_found, stored},
    at_once,
    fixtures::{a_moment, an_act, an_api_key, deletion_of, key_edit_of, switch_of},
};
use crate::{ChangeKeyError, Managers, Store};

/// Neither by switching it off, nor by taking the permission from it, nor by its deletion.
pub async fn the_last_managing_key_stays(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    assert_is_last(store, &key).await;
    assert_eq!(all_events(store, &company).await.total, 2);
}

/// Whoever may do everything else.
pub async fn keys_that_cannot_make_others_do_not_count(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let soon = a_moment().after(Duration::from_secs(5));
    let [key, ..] = stored(
        store,
        [
            an_api_key().of(&company).recorded(),
            an_api_key()
                .of(&company)
                .that_may("API_KEY:UPDATE,API_KEY:DELETE")
                .recorded(),
            an_api_key().of(&company).expiring_at(soon).recorded(),
            an_api_key().of(&company).switched_off(),
            an_api_key().of(&other).recorded(),
        ],
    )
    .await;
    assert_is_last(store, &key).await;
}

/// One more is enough.
pub async fn beside_another_managing_key_each_may_go(store: &dyn Store) {
    for nth in 0..3 {
        let company = a_stored_company(store).await;
        let others = "API_KEY:CREATE,DOCKER_REGISTRY:READ@fb5e5168-4281-4bec-94c5-0d1584e9e657";
        let keys = [
            an_api_key()
                .that_may(others)
                .expiring_at(later().at.after(MOMENT)),
            an_api_key(),
        ];
        let [other, key] = stored(store, keys.map(|key| key.of(&company).recorded())).await;
        let gone = match nth {
            0 => {
                store
                    .api_keys()
                    .update(&off(&key), Managers::OneMustRemain)
                    .await
            }
            1 => {
                store
                    .api_keys()
                    .update(&narrowed(&key), Managers::OneMustRemain)
                    .await
            }
            _ => {
                store
                    .api_keys()
                    .delete(&deletion_of(key.subject()), Managers::OneMustRemain)
                    .await
            }
        };
        gone.unwrap();
        assert_is_last(store, &other).await;
    }
}

/// What leaves it managing, and what is done to one that never did.
pub async fn changes_that_take_no_manager_are_free(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let edit = ApiKeyEdit {
        capabilities: "API_KEY:CREATE".parse().ok(),
        expires_at: Some(Some(later().at.after(MOMENT))),
        ..ApiKeyEdit::default()
    };
    let edited = key_edit_of(key.subject(), edit, later());
    store
        .api_keys()
        .update(&edited, Managers::OneMustRemain)
        .await
        .unwrap();

    let lone = a_stored_company(store).await;
    let reader = an_api_key().of(&lone).that_may("DOCKER_REGISTRY:READ");
    let [reader] = stored(store, [reader.recorded()]).await;
    let switched = off(&reader);
    store
        .api_keys()
        .update(&switched, Managers::OneMustRemain)
        .await
        .unwrap();
    let deletion = deletion_of(switched.subject());
    store
        .api_keys()
        .delete(&deletion, Managers::OneMustRemain)
        .await
        .unwrap();
}

/// For who runs the service.
pub async fn where_none_need_remain_the_last_may_go(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [key] = stored(store, [an_api_key().of(&company).recorded()]).await;
    let switched = off(&key);
    store
        .api_keys()
        .update(&switched, Managers::NoneNeedRemain)
        .await
        .unwrap();
    let deletion = deletion_of(switched.subject());
    store
        .api_keys()
        .delete(&deletion, Managers::NoneNeedRemain)
        .await
        .unwrap();
}

/// Or else each would count on the others.
pub async fn of_managing_keys_that_go_at_once_one_stays(store: &dyn Store) {
    for _ in 0..5 {
        let company = a_stored_company(store).await;
        let keys: [_; 8] = std::array::from_fn(|_| an_api_key().of(&company).recorded());
        let keys = stored(store, keys).await;
        let (next, gone) = (AtomicUsize::new(0), AtomicUsize::new(0));
        at_once(keys.len(), async || {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let key = &keys[nth];
            let ended = match nth % 3 {
                0 => {
                    store
                        .api_keys()
                        .update(&off(key), Managers::OneMustRemain)
                        .await
                }
                1 => {
                    store
                        .api_keys()
                        .update(&narrowed(key), Managers::OneMustRemain)
                        .await
                }
                _ => {
                    store
                        .api_keys()
                        .delete(&deletion_of(key.subject()), Managers::OneMustRemain)
                        .await
                }
            };
            match ended {
                Ok(()) => {
                    gone.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => assert!(
                    matches!(error, ChangeKeyError::LastManagingKey),
                    "{error:?}"
                ),
            }
        });
        assert_eq!(gone.into_inner(), keys.len() - 1);
        assert_eq!(managing(store, &company).await, 1);
    }
}

const MOMENT: Duration = Duration::from_millis(1);

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}

fn off(key: &Recorded<SignedApiKey>) -> Recorded<SignedApiKey> {
    switch_of(key.subject(), false, later())
}

fn narrowed(key: &Recorded<SignedApiKey>) -> Recorded<SignedApiKey> {
    let edit = ApiKeyEdit {
        capabilities: "AUDIT:READ,API_KEY:UPDATE".parse().ok(),
        ..ApiKeyEdit::default()
    };
    key_edit_of(key.subject(), edit, later())
}

async fn assert_is_last(store: &dyn Store, key: &Recorded<SignedApiKey>) {
    let refused = [
        store
            .api_keys()
            .update(&off(key), Managers::OneMustRemain)
            .await,
        store
            .api_keys()
            .update(&narrowed(key), Managers::OneMustRemain)
            .await,
        {
            let deleted = key.subject().clone().into_unverified().delete(later());
            let deleted = deleted.sign(super::fixtures::a_signature);
            store
                .api_keys()
                .delete(&deleted, Managers::OneMustRemain)
                .await
        },
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(ChangeKeyError::LastManagingKey)),
            "{refused:?}"
        );
    }
    assert_found(store, key).await;
}

async fn managing(store: &dyn Store, company: &Company) -> usize {
    let keys = super::all_api_keys(store, company).await.items;
    let manages = |key: &&SignedApiKey| key.unverified().manages(later().at);
    keys.iter().filter(manages).count()
}
