//! What holds of every change of a key.

use std::time::Duration;

use pullkey_domain::api_key::{ApiKeyEdit, ApiKeyName};
use pullkey_storage::{MockApiKeyStore, StoreError};

use super::*;
use crate::fixtures::{KeyParts, a_company, a_stored_key, operator};

fn unknown() -> StoreError {
    StoreError::OutcomeUnknown("cut off".into())
}

#[tokio::test]
async fn whoever_was_let_in_is_forgotten_also_when_the_change_may_not_have_been_stored() {
    let mut store = MockApiKeyStore::new();
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
        .expect_update()
        .returning(|_, _| Err(unknown().into()));
    store
        .expect_rotate()
        .returning(|_, _| Err(unknown().into()));
    store
        .expect_delete()
        .returning(|_, _| Err(unknown().into()));
    let api_keys = KeyParts::on(store).vouching().api_keys().await;
    let (company, id) = (a_company().id(), a_stored_key().key.unverified().id());
    let forgotten = || api_keys.authentication.forgotten();

    let edit = ApiKeyEdit {
        name: ApiKeyName::parse("other").ok(),
        ..ApiKeyEdit::default()
    };
    let edited = api_keys.edit(company, operator(), id, edit).await;
    assert!(edited.is_err());
    assert_eq!(forgotten(), 1);
    let command = RotateApiKey {
        id,
        overlap: Duration::ZERO,
    };
    let rotated = api_keys.rotate(company, operator(), command, None).await;
    assert!(rotated.is_err());
    assert_eq!(forgotten(), 2);
    let revoked = api_keys.revoke(company, operator(), id).await;
    assert!(revoked.is_err());
    assert_eq!(forgotten(), 3);
}
