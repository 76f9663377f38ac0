//! Keys that go, one by one or with their company, beside what other nodes do.

use std::{sync::Arc, time::Duration};

use pullkey_domain::{api_key::SignedApiKey, audit::Recorded};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, ApiKeyUse, ChangeKeyError, CompanyStore, CredentialStore,
    Maintenance, Managers,
    contract::fixtures::{
        a_claim, a_credential, a_moment, a_signature, an_act, an_api_key, deletion_of, switch_of,
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

/// How many a node makes, uses and removes at once.
const KEYS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_use_remove_and_change_the_same_keys_never_wait_in_a_circle() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    for round in 0..12 {
        let company = a_stored_company(&nodes[0]).await;
        let mut keys = Vec::new();
        for nth in 0..KEYS {
            let key = an_api_key().of(&company);
            let key = if nth % 3 == 0 {
                key
            } else {
                key.that_may("AUDIT:READ")
            };
            let key = key.recorded();
            ApiKeyStore::insert(&*nodes[0], &key, None).await.unwrap();
            keys.push(key.into_subject());
        }
        let uses = |keys: &[SignedApiKey]| {
            let at = a_moment().after(Duration::from_mins(2 * round));
            let used = |key: &SignedApiKey| ApiKeyUse {
                company: company.id(),
                key: key.unverified().id(),
                at,
            };
            keys.iter().map(used).collect::<Vec<_>>()
        };
        let (forward, mut backward) = (uses(&keys), uses(&keys));
        backward.reverse();
        let deletions = keys.iter().rev().map(|key| {
            let (node, deletion) = (nodes[1].clone(), deletion_of(key));
            tokio::spawn(async move {
                // The last that manages stays, and all are gone once the company is.
                drop(ApiKeyStore::delete(&*node, &deletion, Managers::OneMustRemain).await);
            })
        });
        let deletions: Vec<_> = deletions.collect();
        let gone = company.clone().delete(an_act(a_moment())).sign(a_signature);
        let (first, second, deleted) = tokio::join!(
            nodes[0].record_uses(forward),
            nodes[1].record_uses(backward),
            CompanyStore::delete(&*nodes[0], &gone),
        );
        first.unwrap();
        second.unwrap();
        deleted.unwrap();
        for deletion in deletions {
            deletion.await.unwrap();
        }
    }
    place.end_sessions();
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(place.query(deadlocks), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_sweep_one_company_share_the_work_and_leave_nothing() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    let company = a_stored_company(&nodes[0]).await;
    for _ in 0..40 {
        let created = a_credential().of(&company).recorded();
        let claim = Some(a_claim().record());
        CredentialStore::insert(&*nodes[0], &created, claim)
            .await
            .unwrap();
    }
    let gone = company.clone().delete(an_act(a_moment())).sign(a_signature);
    CompanyStore::delete(&*nodes[0], &gone).await.unwrap();
    let sweep = |node: Arc<PostgresStore>| {
        let id = company.id();
        tokio::spawn(async move { while node.sweep_deleted_company(id, 3).await.unwrap() > 0 {} })
    };
    let sweeps = nodes.clone().map(sweep);
    for sweep in sweeps {
        sweep.await.unwrap();
    }
    for table in [
        "credentials",
        "credential_counts",
        "idempotency_records",
        "api_keys",
    ] {
        assert_eq!(
            place.query(&format!("SELECT count(*) FROM {table}")),
            "0",
            "{table}"
        );
    }
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
