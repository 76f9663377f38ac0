//! Secrets that are sealed anew while others are at their rows.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use pullkey_domain::{company::Company, credential::Credential};
use pullkey_storage::{
    Deadline, Rewrapping, StoreError,
    contract::fixtures::{a_mark, rewrap_of, rewrapped},
};
use pullkey_storage_postgres::PostgresStore;
use tokio::task::JoinHandle;

use crate::place::{Place, a_stored_company, a_stored_credential};

/// Others who have changed a row and did not commit that yet.
const OTHERS: [(&str, u64); 4] = [
    ("UPDATE credentials SET sealed = 'edited', version = 2", 0),
    ("UPDATE credentials SET name = 'Edited', version = 2", 1),
    ("DELETE FROM credentials", 0),
    ("SELECT FROM credentials FOR UPDATE", 1),
];

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_an_edit_replaces_only_what_it_left_as_it_was() {
    for (edit, expected) in OTHERS {
        let place = Place::new();
        let store = Arc::new(place.open().await);
        let company = a_stored_company(&store).await;
        let credential = a_stored_credential(&store, &company).await;
        let other = place.session().await;
        let begun = other.batch_execute(&format!("BEGIN; {edit}")).await;
        begun.unwrap();
        let replacing = replacing(&store, &company, &[&credential]);
        place.wait_until_a_session_waits();
        other.batch_execute("COMMIT").await.unwrap();
        assert_eq!(replacing.await.unwrap(), expected, "{edit}");
        let columns =
            "SELECT name || ' ' || version || ' ' || (substr(sealed, 1, 5) = '\\x0100000002')::text
            FROM credentials";
        let left = match edit {
            edit if edit.contains("sealed") => "My Docker Hub 2 false",
            edit if edit.contains("name") => "Edited 2 true",
            edit if edit.contains("DELETE") => "",
            _ => "My Docker Hub 1 true",
        };
        assert_eq!(place.query(columns), left, "{edit}");
        let told = "SELECT count(*) FROM audit_events WHERE action = 'credential.rewrap'";
        assert_eq!(place.query(told), expected.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_locked_in_order_of_their_ids() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    let first = a_stored_credential(&store, &company).await;
    let last = a_stored_credential(&store, &company).await;
    let other = place.session().await;
    let hold = format!(
        "BEGIN; SELECT FROM credentials WHERE id = '{}' FOR UPDATE",
        first.id()
    );
    other.batch_execute(&hold).await.unwrap();
    let replacing = replacing(&store, &company, &[&last, &first]);
    place.wait_until_a_session_waits();
    let free = "SELECT count(*) FROM (SELECT FROM credentials FOR UPDATE SKIP LOCKED) AS free";
    assert_eq!(place.query(free), "1");
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(replacing.await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_row_is_told_by_its_id_and_hides_no_other() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    let corrupt = a_stored_credential(&store, &company).await;
    let whole = a_stored_credential(&store, &company).await;
    let id = corrupt.id();
    place.tamper(&format!(
        "UPDATE credentials SET version = 0 WHERE id = '{id}'"
    ));
    let (limit, mark) = (NonZeroU32::new(10).unwrap(), a_mark(2));
    let step = store.walk_sealed_otherwise(company.id(), &mark, None, limit);
    let step = step.await.unwrap();
    assert_eq!((step.credentials, step.corrupt), (vec![whole], vec![id]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_waits_no_longer_than_its_deadline() {
    let place = Place::new();
    let store = place.open().await;
    let other = place.session().await;
    let hold = "BEGIN; LOCK credentials IN ACCESS EXCLUSIVE MODE";
    other.batch_execute(hold).await.unwrap();
    let mark = a_mark(2);
    let soon = Deadline::after(Duration::from_millis(300));
    let counted = soon.bounding(store.count_sealed(&mark)).await;
    assert!(matches!(counted, Err(StoreError::Unavailable(_))));
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(store.count_sealed(&mark).await.unwrap(), 0);
}

fn replacing(
    store: &Arc<PostgresStore>,
    company: &Company,
    credentials: &[&Credential],
) -> JoinHandle<u64> {
    let store = store.clone();
    let told = rewrap_of(company);
    let moved = credentials.iter().map(|it| rewrapped(it, &a_mark(2)));
    let moved: Vec<_> = moved.collect();
    tokio::spawn(async move { store.replace_sealed(&told, moved).await.unwrap() })
}
