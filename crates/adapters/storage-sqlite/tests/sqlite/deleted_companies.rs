//! A company that was deleted is gone for every port, and its id with it.

use pullkey_domain::timestamp::Timestamp;
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, CompanyStore, CredentialStore, InsertCompanyError, InsertError,
    Maintenance, PageRequest,
    contract::fixtures::{
        a_claim, a_company, a_credential, a_moment, a_signature, an_act, an_api_key,
        failed_opening_of,
    },
};

use crate::place::{Place, a_stored_company};

/// What the deletion of a company will do to its row.
const DELETE: &str = "UPDATE companies SET deleted_at = created_at, salt = NULL";

#[tokio::test]
async fn a_deleted_company_takes_nothing() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    place.tamper(DELETE);
    let credential = a_credential().of(&company).recorded();
    let refused = CredentialStore::insert(&store, &credential, None).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    let used = failed_opening_of(credential.subject(), an_act(a_moment()));
    let refused = store.record_use(&used).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    let key = an_api_key().of(&company).recorded();
    let refused = ApiKeyStore::insert(&store, &key, None).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
}

#[tokio::test]
async fn a_deleted_company_is_not_found_nor_listed_nor_let_in() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let key = an_api_key().of(&company).recorded();
    ApiKeyStore::insert(&store, &key, None).await.unwrap();
    place.tamper(DELETE);
    assert_eq!(
        CompanyStore::find(&store, company.id()).await.unwrap(),
        None
    );
    let (limit, offset) = (10, 0);
    let page = CompanyStore::list(&store, PageRequest { limit, offset }).await;
    assert_eq!(page.unwrap().total, 0);
    let handle = *key.subject().unverified().handle();
    assert_eq!(store.find_by_handle(handle).await.unwrap(), None);
}

#[tokio::test]
async fn what_a_deleted_company_remembered_is_told_to_nobody() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_credential().of(&company).recorded();
    let claim = Some(a_claim().record());
    CredentialStore::insert(&store, &credential, claim.clone())
        .await
        .unwrap();
    place.tamper(DELETE);
    let again = a_credential().of(&company).recorded();
    let refused = CredentialStore::insert(&store, &again, claim).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
}

#[tokio::test]
async fn what_a_deleted_company_remembered_is_still_swept() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_credential().of(&company).recorded();
    let claim = Some(a_claim().record());
    CredentialStore::insert(&store, &credential, claim)
        .await
        .unwrap();
    place.tamper(DELETE);
    let ids = store.company_ids(None, 10).await.unwrap();
    assert_eq!(ids, [company.id()]);
    let swept = store.sweep_idempotency_records(ids[0], Timestamp::MAX, 10);
    assert_eq!(swept.await.unwrap(), 1);
}

#[tokio::test]
async fn the_id_of_a_deleted_company_is_never_given_again() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    place.tamper(DELETE);
    let again = a_company().with_id(company.id()).recorded();
    let refused = CompanyStore::insert(&store, &again).await;
    assert!(matches!(refused, Err(InsertCompanyError::IdTaken)));
}

#[tokio::test]
async fn the_journal_is_emptied_after_a_deletion_and_after_the_last_row_that_it_left() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_credential().of(&company).recorded();
    CredentialStore::insert(&store, &credential, Some(a_claim().record()))
        .await
        .unwrap();
    assert_ne!(place.journal(), 0);
    let deletion = company.clone().delete(an_act(a_moment())).sign(a_signature);
    CompanyStore::delete(&store, &deletion).await.unwrap();
    place.until_the_journal_is_empty();
    // Credential and record: as many as there are, so that nothing is left for another sweep.
    let swept = store.sweep_deleted_company(company.id(), 2).await.unwrap();
    assert_eq!(swept, 2);
    place.until_the_journal_is_empty();
}
