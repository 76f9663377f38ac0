//! How connections go about what they are asked.

mod plans;
mod trails;
mod watch;

use pullkey_domain::api_key::Reach;
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, CompanyStore, CredentialStore,
    contract::fixtures::{a_claim, a_company, a_credential, a_query, an_api_key},
};
use tempfile::tempdir;

use self::watch::Watch;
use super::*;

#[tokio::test]
async fn hot_statements_are_prepared_once() {
    let folder = tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("pullkey.db"), Migrate::Yes).unwrap();
    let watch = Watch::default();
    watch.follow(&store).await;

    let company = a_company().recorded();
    CompanyStore::insert(&store, &company).await.unwrap();
    let company = company.into_subject();
    let (credential, key) = (a_credential().of(&company), an_api_key().of(&company));
    let (credential, key) = (credential.recorded(), key.recorded());
    CredentialStore::insert(&store, &credential, None)
        .await
        .unwrap();
    ApiKeyStore::insert(&store, &key, None).await.unwrap();
    let id = credential.subject().id();
    let found = CredentialStore::find(&store, company.id(), id).await;
    found.unwrap().unwrap();
    let handle = *key.subject().unverified().handle();
    store.find_by_handle(handle).await.unwrap().unwrap();
    store.epoch().await.unwrap();
    let page = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
    assert_eq!(page.unwrap().total, Some(1));

    let (asked, kept) = (watch.asked.lock().unwrap(), watch.kept.lock().unwrap());
    assert!(asked.len() > 10);
    // diesel keeps no UPDATE; only edits, and changes of keys and companies, need one.
    for statement in asked.iter().filter(|it| !it.starts_with("UPDATE")) {
        assert!(kept.contains(statement), "not kept: {statement}");
    }
}
