use mockall::Sequence;
use pullkey_domain::{api_key::ApiKey, audit::Action};
use pullkey_storage::{ChangeKeyError, Managers, MockApiKeyStore, StoreError};

use super::*;
use crate::fixtures::{KeyParts, a_company, a_stored_key, another_key, finding, holder, operator};

async fn revoked(store: MockApiKeyStore, authority: Authority) -> Result<(), ChangeApiKeyError> {
    let api_keys = KeyParts::on(store).vouching().api_keys().await;
    let id = a_stored_key().key.unverified().id();
    api_keys.revoke(a_company().id(), authority, id).await
}

fn holding() -> MockApiKeyStore {
    let mut store = MockApiKeyStore::new();
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
}

/// That has the holder's own key, too.
fn of_both(own: &ApiKey) -> MockApiKeyStore {
    let mut store = finding(MockApiKeyStore::new(), own);
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
}

#[tokio::test]
async fn a_key_that_was_altered_goes_though_nobody_else_manages() {
    let own = another_key("API_KEY:DELETE", None);
    let mut store = of_both(&own);
    store
        .expect_delete()
        .withf(|_, asked| *asked == Managers::NoneNeedRemain)
        .times(1)
        .returning(|_, _| Ok(()));
    let altered = a_stored_key().key.unverified().id();
    let parts = KeyParts::on(store).vouching_but_for(altered);
    let api_keys = parts.api_keys().await;
    let revoked = api_keys.revoke(a_company().id(), holder(&own), altered);
    assert!(revoked.await.is_ok());
}

#[tokio::test]
async fn a_key_that_changes_meanwhile_goes_all_the_same() {
    let mut store = holding();
    let mut order = Sequence::new();
    store
        .expect_delete()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Err(ChangeKeyError::Stale));
    store
        .expect_delete()
        .withf(|deleted, _| deleted.event().action() == Action::ApiKeyDelete)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    assert!(revoked(store, operator()).await.is_ok());
}

#[tokio::test]
async fn a_holder_leaves_one_that_manages_and_an_operator_need_not() {
    let own = another_key("API_KEY:DELETE", None);
    for (authority, managers) in [
        (holder(&own), Managers::OneMustRemain),
        (operator(), Managers::NoneNeedRemain),
    ] {
        let mut store = of_both(&own);
        store
            .expect_delete()
            .withf(move |_, asked| *asked == managers)
            .times(1)
            .returning(|_, _| Err(ChangeKeyError::LastManagingKey));
        let refused = revoked(store, authority).await;
        assert!(matches!(refused, Err(ChangeApiKeyError::LastManagingKey)));
    }
}

#[tokio::test]
async fn a_key_that_cannot_make_others_goes_though_nobody_is_left_who_can() {
    let own = another_key("API_KEY:DELETE", None);
    let mut store = finding(MockApiKeyStore::new(), &own);
    store
        .expect_delete()
        .withf(|_, asked| *asked == Managers::NoneNeedRemain)
        .times(1)
        .returning(|_, _| Ok(()));
    let api_keys = KeyParts::on(store).vouching().api_keys().await;
    let revoked = api_keys.revoke(a_company().id(), holder(&own), own.id());
    assert!(revoked.await.is_ok());
}

#[tokio::test]
async fn a_revocation_that_may_have_been_stored_does_not_start_over() {
    let mut store = holding();
    store
        .expect_delete()
        .times(1)
        .returning(|_, _| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
    assert!(matches!(
        revoked(store, operator()).await,
        Err(ChangeApiKeyError::Store(StoreError::OutcomeUnknown(_)))
    ));
}

#[tokio::test]
async fn a_key_that_is_not_there_is_told() {
    let mut store = MockApiKeyStore::new();
    store.expect_find().returning(|_, _| Ok(None));
    assert!(matches!(
        revoked(store, operator()).await,
        Err(ChangeApiKeyError::NotFound)
    ));
}
