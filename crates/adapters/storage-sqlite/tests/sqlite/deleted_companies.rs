//! A company that was deleted is gone for every port, and its id with it.

use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, CompanyStore, CredentialStore, InsertCompanyError, InsertError,
    PageRequest,
    contract::fixtures::{a_company, a_credential, an_api_key},
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
    let key = an_api_key().of(&company).recorded();
    let refused = ApiKeyStore::insert(&store, &key).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
}

#[tokio::test]
async fn a_deleted_company_is_not_found_nor_listed_nor_let_in() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let key = an_api_key().of(&company).recorded();
    ApiKeyStore::insert(&store, &key).await.unwrap();
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
async fn the_id_of_a_deleted_company_is_never_given_again() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    place.tamper(DELETE);
    let again = a_company().with_id(company.id()).recorded();
    let refused = CompanyStore::insert(&store, &again).await;
    assert!(matches!(refused, Err(InsertCompanyError::IdTaken)));
}
