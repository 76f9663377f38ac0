//! Keys that go, one by one or with their company, beside what other nodes do.

use std::sync::Arc;

use pullkey_domain::{api_key::SignedApiKey, audit::Recorded, company::Company};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, ApiKeyUse, ChangeKeyError, CompanyStore, CredentialStore,
    Maintenance, Managers,
    contract::fixtures::{
        ApiKeyBuilder, a_claim, a_credential, a_moment, a_signature, an_act, an_api_key,
        deletion_of, switch_of,
    },
};
use pullkey_storage_postgres::PostgresStore;

use crate::place::{Place, a_stored_company};

/// What another node does to the other key.
const CHANGES: [&str; 3] = [
    "UPDATE api_keys SET enabled = false",
    "UPDATE api_keys SET capabilities = 'AUDIT:READ,API_KEY:UPDATE'",
    "DELETE FROM api_keys",
];

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_managing_key_waits_for_what_becomes_of_the_others() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let elsewhere = place.session().await;
    for (nth, change) in CHANGES.into_iter().enumerate() {
        for (end, is_last) in [("ROLLBACK", false), ("COMMIT", true)] {
            let company = a_stored_company(&store).await;
            let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
            for key in &keys {
                ApiKeyStore::insert(&*store, key, None).await.unwrap();
            }
            let [key, other] = keys.map(Recorded::into_subject);
            let id = other.unverified().id();
            let change = format!("BEGIN; {change} WHERE id = '{id}'");
            elsewhere.batch_execute(&change).await.unwrap();
            let taking = tokio::spawn({
                let store = store.clone();
                async move {
                    if nth == 0 {
                        let deletion = deletion_of(&key);
                        ApiKeyStore::delete(&*store, &deletion, Managers::OneMustRemain).await
                    } else {
                        let off = switch_of(&key, false, an_act(a_moment()));
                        ApiKeyStore::update(&*store, &off, Managers::OneMustRemain).await
                    }
                }
            });
            place.wait_until_a_session_waits();
            elsewhere.batch_execute(end).await.unwrap();
            let taken = taking.await.unwrap();
            let refused = matches!(taken, Err(ChangeKeyError::LastManagingKey));
            assert_eq!(refused, is_last, "{change} {end}: {taken:?}");
            assert!(refused || taken.is_ok(), "{change} {end}: {taken:?}");
        }
    }
}

/// A company with three keys in the order of their ids, of which the first cannot make others.
async fn three_keys(store: &PostgresStore) -> (Company, [SignedApiKey; 3]) {
    let company = a_stored_company(store).await;
    let mut ids = [(); 3].map(|()| an_api_key().recorded().subject().unverified().id());
    ids.sort();
    let key = |id| an_api_key().of(&company).with_id(id);
    let [first, second, third] = ids.map(key);
    let keys = [first.that_may("AUDIT:READ"), second, third].map(ApiKeyBuilder::recorded);
    for key in &keys {
        ApiKeyStore::insert(store, key, None).await.unwrap();
    }
    (company, keys.map(Recorded::into_subject))
}

/// Holds this key for as long as the session lasts.
fn hold(key: &SignedApiKey) -> String {
    let id = key.unverified().id();
    format!("BEGIN; SELECT FROM api_keys WHERE id = '{id}' FOR UPDATE")
}

/// How many keys nobody holds.
const FREE_KEYS: &str =
    "SELECT count(*) FROM (SELECT FROM api_keys FOR UPDATE SKIP LOCKED) AS free";

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_locked_in_the_order_of_their_ids_whoever_locks_them() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let other = place.session().await;
    for locking in [
        "uses",
        "deletion",
        "edit by another",
        "deletion of the company",
    ] {
        let (company, keys) = three_keys(&store).await;
        let [first, _, last] = &keys;
        other.batch_execute(&hold(first)).await.unwrap();
        let (store, first, last) = (store.clone(), first.clone(), last.clone());
        let gone = company.clone().delete(an_act(a_moment())).sign(a_signature);
        let use_of = move |key: &SignedApiKey| ApiKeyUse {
            company: company.id(),
            key: key.unverified().id(),
            at: a_moment(),
        };
        let uses = vec![use_of(&last), use_of(&first)];
        let waiting = tokio::spawn(async move {
            match locking {
                "uses" => store.record_uses(uses).await.unwrap(),
                "deletion" => {
                    // The two that can make others stand behind it.
                    let deletion = deletion_of(&first);
                    let deleted = ApiKeyStore::delete(&*store, &deletion, Managers::OneMustRemain);
                    deleted.await.unwrap();
                }
                "edit by another" => {
                    let off = switch_of(&last, false, an_act(a_moment()));
                    let off = off.on_authority_of(first.unverified());
                    let updated = ApiKeyStore::update(&*store, &off, Managers::NoneNeedRemain);
                    updated.await.unwrap();
                }
                _ => CompanyStore::delete(&*store, &gone).await.unwrap(),
            }
        });
        place.wait_until_a_session_waits();
        assert_eq!(place.query(FREE_KEYS), "2", "{locking}");
        let free = "SELECT count(*) FROM (SELECT FROM auth_epoch FOR UPDATE SKIP LOCKED) AS free";
        assert_eq!(place.query(free), "1", "{locking}");
        other.batch_execute("COMMIT").await.unwrap();
        waiting.await.unwrap();
        place.query("DELETE FROM api_keys");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_takes_what_no_other_node_is_taking() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    for _ in 0..10 {
        let created = a_credential().of(&company).recorded();
        let claim = Some(a_claim().record());
        let inserted = CredentialStore::insert(&store, &created, claim).await;
        inserted.unwrap();
    }
    let gone = company.clone().delete(an_act(a_moment())).sign(a_signature);
    CompanyStore::delete(&store, &gone).await.unwrap();
    let elsewhere = place.session().await;
    let taken = "BEGIN; SELECT FROM credentials LIMIT 4 FOR UPDATE";
    elsewhere.batch_execute(taken).await.unwrap();
    let sweep = async || {
        while store.sweep_deleted_company(company.id(), 3).await.unwrap() > 0 {}
        place.query("SELECT count(*) FROM credentials")
    };
    assert_eq!(sweep().await, "4");
    elsewhere.batch_execute("COMMIT").await.unwrap();
    assert_eq!(sweep().await, "0");
    let left = "SELECT (SELECT count(*) FROM credential_counts)
        + (SELECT count(*) FROM idempotency_records)";
    assert_eq!(place.query(left), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_whose_create_began_before_the_deletion_of_its_company_is_swept() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    let gone = company.clone().delete(an_act(a_moment())).sign(a_signature);
    let created = a_credential().of(&company).recorded();
    CredentialStore::insert(&store, &created, None)
        .await
        .unwrap();
    CompanyStore::delete(&store, &gone).await.unwrap();
    // As if the count had been removed just before the create was committed.
    place.query("DELETE FROM credential_counts");
    while store.sweep_deleted_company(company.id(), 10).await.unwrap() > 0 {}
    assert_eq!(place.query("SELECT count(*) FROM credentials"), "0");
}
