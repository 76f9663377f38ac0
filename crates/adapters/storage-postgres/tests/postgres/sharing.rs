//! Reads and writes beside those of other nodes.

use std::{sync::Arc, time::Duration};

use pullkey_domain::{
    api_key::Reach,
    credential::{Credential, CredentialEdit, CredentialName},
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, ChangeError, CompanyStore, CredentialStore, Inserted,
    Maintenance, RingKeyStore, StoreHealth,
    contract::fixtures::{
        a_claim, a_credential, a_moment, a_query, an_act, an_api_key, edit_of, rotation_of,
    },
};
use pullkey_storage_postgres::PostgresStore;
use tokio::task::{JoinHandle, JoinSet};

use crate::place::{Place, a_stored_company, a_stored_credential};

#[tokio::test(flavor = "multi_thread")]
async fn reads_do_not_wait_for_a_write_that_is_under_way_elsewhere() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let epoch = store.epoch().await.unwrap();
    let other = place.session().await;
    let under_way = "BEGIN; DELETE FROM credentials; DELETE FROM credential_counts;
        UPDATE companies SET name = 'Other'; UPDATE auth_epoch SET epoch = 99";
    other.batch_execute(under_way).await.unwrap();

    let found = CredentialStore::find(&store, company.id(), credential.id()).await;
    assert_eq!(found.unwrap(), Some(credential));
    let page = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
    let page = page.unwrap();
    assert_eq!((page.items.len(), page.total), (1, Some(1)));
    let found = CompanyStore::find(&store, company.id()).await;
    assert_eq!(found.unwrap(), Some(company));
    assert_eq!(store.epoch().await.unwrap(), epoch);
    store.known().await.unwrap();
    store.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_waits_for_a_write_that_is_under_way_elsewhere_and_succeeds() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let other = place.session().await;
    let hold = "BEGIN; SELECT FROM credentials FOR UPDATE";
    other.batch_execute(hold).await.unwrap();
    let renamed = rename(&store, &credential);
    place.wait_until_a_session_waits();
    other.batch_execute("COMMIT").await.unwrap();
    renamed.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_waited_for_another_edit_is_stale() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let other = place.session().await;
    let edit = "BEGIN; UPDATE credentials SET version = version + 1";
    other.batch_execute(edit).await.unwrap();
    let renamed = rename(&store, &credential);
    place.wait_until_a_session_waits();
    other.batch_execute("COMMIT").await.unwrap();
    let refused = renamed.await.unwrap();
    assert!(matches!(refused, Err(ChangeError::Stale)), "{refused:?}");
    let events =
        place.query("SELECT count(*) FROM audit_events WHERE action = 'credential.update'");
    assert_eq!(events, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_insert_waits_for_a_claim_of_its_key_that_is_under_way_elsewhere() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let other = place.session().await;
    for (end, is_stored) in [("ROLLBACK", true), ("COMMIT", false)] {
        let record = a_claim().record();
        let claim = format!(
            "BEGIN; INSERT INTO idempotency_records
            SELECT id, '{}', 1, sha256('other'), 201, 'other', created_at, created_at + interval '1 day'
            FROM companies",
            record.key().as_str()
        );
        other.batch_execute(&claim).await.unwrap();
        let created = a_credential().of(&company).recorded();
        let store = store.clone();
        let insert = async move { CredentialStore::insert(&*store, &created, Some(record)).await };
        let insert = tokio::spawn(insert);
        place.wait_until_a_session_waits();
        other.batch_execute(end).await.unwrap();
        let inserted = insert.await.unwrap().unwrap();
        assert_eq!(inserted == Inserted::Stored, is_stored, "{inserted:?}");
    }
    assert_eq!(place.query("SELECT count(*) FROM credentials"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_node_commits_is_read_at_once() {
    let place = Place::new();
    let (store, other) = (place.open().await, place.open().await);
    let company = a_stored_company(&store).await;
    for count in 1..=20 {
        let credential = a_stored_credential(&other, &company).await;
        let found = CredentialStore::find(&store, company.id(), credential.id()).await;
        assert_eq!(found.unwrap(), Some(credential));
        let page = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
        assert_eq!(page.unwrap().total, Some(count));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_inserts_with_one_key_through_two_nodes_at_once_one_is_stored() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    let company = a_stored_company(&nodes[0]).await;
    let record = a_claim().record();
    let mut inserts = JoinSet::new();
    for node in nodes.iter().cycle().take(40) {
        let (node, claim) = (node.clone(), Some(record.clone()));
        let created = a_credential().of(&company).recorded();
        inserts.spawn(async move { CredentialStore::insert(&*node, &created, claim).await });
    }
    let answers = inserts.join_all().await.into_iter().map(Result::unwrap);
    let first = Inserted::Remembered(record);
    let (others, one): (Vec<_>, Vec<_>) = answers.partition(|answer| *answer == first);
    assert_eq!((one, others.len()), (vec![Inserted::Stored], 39));
    for node in nodes {
        let page = CredentialStore::list(&*node, company.id(), &Reach::All, a_query()).await;
        assert_eq!(page.unwrap().total, Some(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_new_keys_and_rotations_under_one_name_at_two_nodes_one_is_done() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    let company = a_stored_company(&nodes[0]).await;
    let key = an_api_key().of(&company).recorded();
    ApiKeyStore::insert(&*nodes[0], &key, None).await.unwrap();
    let record = a_claim().record();
    let mut attempts = JoinSet::new();
    for (nth, node) in nodes.iter().cycle().take(40).enumerate() {
        let (node, claim) = (node.clone(), Some(record.clone()));
        let created = an_api_key().of(&company).recorded();
        let rotated = rotation_of(key.subject(), an_act(a_moment()));
        attempts.spawn(async move {
            if nth % 4 < 2 {
                ApiKeyStore::insert(&*node, &created, claim).await.ok()
            } else {
                // Whoever comes after another's rotation is told that the key changed.
                node.rotate(&rotated, claim).await.ok()
            }
        });
    }
    let answers = attempts.join_all().await;
    let stored = answers
        .iter()
        .flatten()
        .filter(|it| **it == Inserted::Stored);
    assert_eq!(stored.count(), 1);
    let recalled = ApiKeyStore::recall(&*nodes[1], company.id(), record.key(), a_moment());
    assert_eq!(recalled.await.unwrap(), Some(record));
    let versions = place.query("SELECT sum(version) FROM api_keys");
    assert_eq!(
        versions, "2",
        "one more key, or one more version of the first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_waits_for_what_somebody_else_holds() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    for _ in 0..3 {
        let created = a_credential().of(&company).recorded();
        let claim = Some(a_claim().record());
        CredentialStore::insert(&*store, &created, claim)
            .await
            .unwrap();
    }
    let other = place.session().await;
    let hold = "BEGIN; SELECT FROM idempotency_records LIMIT 1 FOR UPDATE";
    other.batch_execute(hold).await.unwrap();
    let swept = tokio::spawn(async move {
        let swept = store.sweep_idempotency_records(company.id(), Timestamp::MAX, 10);
        swept.await
    });
    place.wait_until_a_session_waits();
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(swept.await.unwrap().unwrap(), 3);
}

/// Gives the credential another name, beside whatever else runs.
fn rename(
    store: &Arc<PostgresStore>,
    credential: &Credential,
) -> JoinHandle<Result<(), ChangeError>> {
    let edit = CredentialEdit {
        name: CredentialName::parse("Renamed").ok(),
        ..CredentialEdit::default()
    };
    let later = a_moment().after(Duration::from_secs(5));
    let edited = edit_of(credential, edit, an_act(later));
    let store = store.clone();
    tokio::spawn(async move { CredentialStore::update(&*store, &edited).await })
}
