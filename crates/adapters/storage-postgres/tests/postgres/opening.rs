//! What a store answers before it was opened.

use std::fmt::Debug;

use pullkey_domain::{
    api_key::Reach,
    credential::{CredentialEdit, CredentialName},
    id::CompanyId,
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, AuditLog, CompanyStore, CredentialStore, Maintenance, Managers,
    RingKeyStore, StoreHealth,
    contract::fixtures::{
        a_claim, a_company, a_credential, a_moment, a_query, a_ring_key, a_signature, a_walk,
        an_act, an_api_key, deletion_of, edit_of, failed_opening_of, removal_of, rotation_of,
        switch_of,
    },
};
use pullkey_storage_postgres::PostgresStore;

use crate::{everything::PAGE, place::Place};

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_never_opened_is_unavailable_to_every_port() {
    let place = Place::new();
    let store = place.store();
    let company = a_company().recorded();
    let id = company.subject().id();
    assert_unavailable(CompanyStore::insert(&store, &company).await);
    assert_unavailable(CompanyStore::find(&store, id).await);
    assert_unavailable(CompanyStore::list(&store, PAGE).await);
    let deleted = company.subject().clone().delete(an_act(a_moment()));
    assert_unavailable(CompanyStore::delete(&store, &deleted.sign(a_signature)).await);
    assert_unavailable(store.sweep_deleted_company(id, 10).await);

    assert_api_keys_unavailable(&store, id).await;
    assert_credentials_unavailable(&store, id).await;
    assert_unavailable(AuditLog::list(&store, id, PAGE).await);
    assert_unavailable(store.walk(id, a_walk()).await);
    assert_unavailable(store.known().await);
    assert_unavailable(store.register(vec![a_ring_key()], vec![]).await);
    assert_unavailable(store.company_ids(None, 10).await);
    assert_unavailable(
        store
            .sweep_idempotency_records(id, Timestamp::MAX, 10)
            .await,
    );
    assert_unavailable(store.check().await);
    let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
    // Ours alone.
    assert_eq!(place.query(sessions), "1");
}

async fn assert_api_keys_unavailable(store: &PostgresStore, company: CompanyId) {
    let key = an_api_key().recorded();
    let act = || an_act(a_moment());
    let found = (
        key.subject().unverified().id(),
        *key.subject().unverified().handle(),
    );
    assert_unavailable(ApiKeyStore::insert(store, &key, None).await);
    assert_unavailable(ApiKeyStore::find(store, company, found.0).await);
    assert_unavailable(ApiKeyStore::list(store, company, PAGE).await);
    let attempt = a_claim().record();
    assert_unavailable(ApiKeyStore::recall(store, company, attempt.key(), a_moment()).await);
    let off = switch_of(key.subject(), false, act());
    assert_unavailable(ApiKeyStore::update(store, &off, Managers::OneMustRemain).await);
    let rotated = rotation_of(key.subject(), act());
    assert_unavailable(store.rotate(&rotated, None).await);
    let deletion = deletion_of(key.subject());
    assert_unavailable(ApiKeyStore::delete(store, &deletion, Managers::NoneNeedRemain).await);
    assert_unavailable(store.record_uses(Vec::new()).await);
    assert_unavailable(store.find_by_handle(found.1).await);
    assert_unavailable(store.epoch().await);
}

async fn assert_credentials_unavailable(store: &PostgresStore, company: CompanyId) {
    let created = a_credential().recorded();
    let credential = created.subject();
    let act = || an_act(a_moment());
    let edit = CredentialEdit {
        name: CredentialName::parse("Edited").ok(),
        ..CredentialEdit::default()
    };
    let claim = Some(a_claim().record());
    assert_unavailable(CredentialStore::insert(store, &created, None).await);
    assert_unavailable(CredentialStore::insert(store, &created, claim).await);
    assert_unavailable(CredentialStore::find(store, company, credential.id()).await);
    let attempt = a_claim().record();
    assert_unavailable(CredentialStore::recall(store, company, attempt.key(), a_moment()).await);
    assert_unavailable(CredentialStore::list(store, company, &Reach::All, a_query()).await);
    assert_unavailable(CredentialStore::update(store, &edit_of(credential, edit, act())).await);
    assert_unavailable(CredentialStore::delete(store, &removal_of(credential, act())).await);
    assert_unavailable(
        store
            .record_use(&failed_opening_of(credential, act()))
            .await,
    );
}

/// Whichever error of a port it is wrapped in.
fn assert_unavailable<T: Debug, E: Debug>(answer: Result<T, E>) {
    let told = format!("{:?}", answer.unwrap_err());
    let told = told.trim_start_matches("Store(");
    assert!(told.starts_with("Unavailable("), "{told}");
}
