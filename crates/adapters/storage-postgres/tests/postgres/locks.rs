//! Whoever holds what another node waits for never waits for what that one holds.

use std::{pin::pin, sync::Arc};

use futures_util::future::join_all;
use pullkey_domain::{
    credential::{Credential, CredentialEdit, RegistryProvider},
    idempotency::IdempotencyRecord,
};
use pullkey_storage::{
    CredentialStore, Inserted,
    contract::fixtures::{a_claim, a_credential, a_moment, an_act, edit_of},
};
use pullkey_storage_postgres::PostgresStore;

use crate::{
    held::{Held, begin, insert, is_stored, whole},
    place::{Place, a_stored_company, cluster},
};

/// The counts of the provider that comes first by its bytes are taken first.
const HOLD_FIRST: &str =
    "BEGIN; SELECT FROM credential_counts WHERE provider = 'custom' FOR UPDATE";
/// Of how many of the others nobody holds any.
const FREE: &str = "SELECT count(*) FROM (
        SELECT FROM (
            SELECT provider FROM credential_counts WHERE provider <> 'custom' FOR UPDATE SKIP LOCKED
        ) AS free GROUP BY provider HAVING count(*) = 16
    ) AS free";
/// A statement draws the shard that it adds to. With all of them, it finds one that is there to be held.
const ALL_SHARDS: &str =
    "INSERT INTO credential_counts SELECT company_id, provider, shard.nth, 0
    FROM (SELECT DISTINCT company_id, provider FROM credential_counts) AS counted, generate_series(0, 15) AS shard (nth)
    ON CONFLICT DO NOTHING";

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_claim_the_same_keys_in_opposite_order_never_wait_in_a_circle() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    let company = a_stored_company(&nodes[0]).await;
    for round in 1..=40 {
        let records: Vec<_> = (0..64).map(|_| a_claim().record()).collect();
        let claim = |node, record: &IdempotencyRecord| {
            let created = a_credential().of(&company).recorded();
            insert(node, created, Some(record.clone()))
        };
        let forwards = join_all(records.iter().map(|it| claim(&nodes[0], it)));
        let backwards = join_all(records.iter().rev().map(|it| claim(&nodes[1], it)));
        let at_once = [tokio::spawn(forwards), tokio::spawn(backwards)];
        let mut stored = 0;
        for answers in at_once {
            let answers = answers.await.unwrap().into_iter().map(Result::unwrap);
            stored += answers.filter(|it| *it == Inserted::Stored).count();
        }
        assert_eq!(stored, 64);
        assert_eq!(whole(&place), 64 * round);
    }
    place.end_sessions();
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(place.query(deadlocks), "0");
    assert!(!cluster().log().contains("deadlock detected"));
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_change_counts_in_the_order_of_their_providers() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let each = || {
        let created = |provider| a_credential().of(&company).provided_by(provider).recorded();
        RegistryProvider::ALL.map(created)
    };
    for created in each() {
        insert(&store, created, None).await.unwrap();
    }
    place.query(ALL_SHARDS);
    let creates = each();
    let mut held = Held::at(place, store, company.clone()).await;
    let mut waiting = pin!(join_all(creates.map(|created| held.insert(created))));
    begin(waiting.as_mut()).await;
    let other = held.place.session().await;
    other.batch_execute(HOLD_FIRST).await.unwrap();
    held.release().await;
    held.place.wait_until_a_session_waits();
    assert_eq!(held.place.query(FREE), "6");
    other.batch_execute("ROLLBACK").await.unwrap();
    assert!(waiting.await.iter().all(is_stored));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_change_counts_in_the_order_of_their_providers() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let created = a_credential()
        .of(&company)
        .provided_by(RegistryProvider::Custom);
    let created = created.recorded();
    insert(&store, created.clone(), None).await.unwrap();
    // There and back, so that the counts that a third edit changes are there to be held.
    let there = moved(&store, created.into_subject(), RegistryProvider::GitLab).await;
    let back = moved(&store, there, RegistryProvider::Custom).await;
    place.query(ALL_SHARDS);
    let other = place.session().await;
    other.batch_execute(HOLD_FIRST).await.unwrap();
    let edit = tokio::spawn(async move { moved(&store, back, RegistryProvider::GitLab).await });
    place.wait_until_a_session_waits();
    assert_eq!(place.query(FREE), "1");
    other.batch_execute("ROLLBACK").await.unwrap();
    edit.await.unwrap();
}

/// The credential, once it is for this provider.
async fn moved(store: &PostgresStore, credential: Credential, to: RegistryProvider) -> Credential {
    let edit = CredentialEdit {
        provider: Some(to),
        secret_given: true,
        ..CredentialEdit::default()
    };
    let edited = edit_of(&credential, edit, an_act(a_moment()));
    CredentialStore::update(store, &edited).await.unwrap();
    edited.into_subject().into_credential()
}
