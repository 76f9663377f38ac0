//! Errors tell what failed, never with which value.

use std::error::Error;

use pullkey_domain::api_key::ApiKeyHandle;
use pullkey_storage::{
    ApiKeyStore, CredentialStore, InsertError,
    contract::fixtures::{a_credential, an_api_key},
};

use crate::place::{Place, a_stored_company};

#[tokio::test]
async fn no_error_repeats_a_value() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_credential()
        .of(&company)
        .named("canary")
        .for_user("canary");
    let credential = credential.sealed_as(b"canary").recorded();
    CredentialStore::insert(&store, &credential, None)
        .await
        .unwrap();
    let refused = CredentialStore::insert(&store, &credential, None).await;
    assert_silent(&refused.unwrap_err());

    let handle = ApiKeyHandle::parse("canarycanarycana").unwrap();
    let key = || an_api_key().of(&company).with_handle(handle).recorded();
    ApiKeyStore::insert(&store, &key(), None).await.unwrap();
    let refused = ApiKeyStore::insert(&store, &key(), None).await;
    assert_silent(&refused.unwrap_err());

    place.tamper("ALTER TABLE credentials RENAME COLUMN username TO canary");
    let id = credential.subject().id();
    let refused = CredentialStore::find(&store, company.id(), id).await;
    assert_silent(&InsertError::from(refused.unwrap_err()));
}

fn assert_silent(error: &InsertError) {
    let mut told = format!("{error:?}");
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    assert!(!told.contains("canary"), "{told}");
}
