//! Secrets that are sealed anew.

use std::num::NonZeroU32;

use pullkey_storage::{
    CredentialStore, Rewrapping, StoreError,
    contract::fixtures::{a_mark, rewrap_of, rewrapped},
};

use crate::place::{Place, a_stored_company, a_stored_credential};

const LIMIT: NonZeroU32 = NonZeroU32::MAX;

#[tokio::test]
async fn a_corrupt_row_is_told_by_its_id_and_hides_no_other() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let corrupt = a_stored_credential(&store, &company).await;
    let whole = a_stored_credential(&store, &company).await;
    let digits = corrupt.id().to_string().replace('-', "");
    place.tamper(&format!(
        "UPDATE credentials SET version = 0 WHERE id = x'{digits}'"
    ));
    let mark = a_mark(2);
    let step = store.walk_sealed_otherwise(company.id(), &mark, None, LIMIT);
    let step = step.await.unwrap();
    let expected = (vec![whole], vec![corrupt.id()]);
    assert_eq!((step.credentials, step.corrupt), expected);
    place.tamper("UPDATE credentials SET id = x'c0ffee' WHERE version = 0");
    let step = store.walk_sealed_otherwise(company.id(), &mark, None, LIMIT);
    let told = step.await.unwrap_err();
    assert!(matches!(
        told,
        StoreError::Corrupt {
            table: "credentials",
            ..
        }
    ));
}

#[tokio::test]
async fn two_processes_replace_each_row_once() {
    let place = Place::new();
    let (store, other) = (place.open(), place.open());
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let moved = || vec![rewrapped(&credential, &a_mark(2))];
    let told = rewrap_of(&company);
    let replaced = store.replace_sealed(&told, moved()).await.unwrap();
    let again = other.replace_sealed(&rewrap_of(&company), moved()).await;
    assert_eq!((replaced, again.unwrap()), (1, 0));
    let found = CredentialStore::find(&other, company.id(), credential.id()).await;
    assert!(found.unwrap().unwrap().sealed().bears(&a_mark(2)));
}
