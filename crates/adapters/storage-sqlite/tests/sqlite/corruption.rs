//! Rows that something else altered are told, by table and column, and never shown.

use std::error::Error;

use pullkey_domain::{
    api_key::Reach,
    credential::{SearchText, VerificationOutcome},
    id::CompanyId,
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyStore, AuditLog, CompanyStore, CredentialStore, InsertError, Inserted, Maintenance,
    PageRequest, RingKeyStore, StoreError,
    contract::fixtures::{a_claim, a_credential, a_query, a_ring_key, a_walk, an_api_key},
};
use pullkey_storage_sqlite::SqliteStore;

use crate::place::{Place, a_stored_company, a_stored_credential};

const PAGE: PageRequest = PageRequest {
    limit: 10,
    offset: 0,
};

#[tokio::test]
async fn a_corrupt_credential_is_told_by_table_and_column() {
    for (column, value) in [
        ("id", "x'c0ffee'"),
        ("name", "''"),
        ("provider", "'c0ffee'"),
        ("login", "'c0ffee'"),
        ("username", "'c0ffee:'"),
        ("host", "'C0FFEE'"),
        ("token_host", "'c0ffee:'"),
        ("path_prefix", "'c0ffee/'"),
        ("last_used_at", "9223372036854775807"),
        ("last_outcome", "'c0ffee'"),
        ("last_verified_at", "9223372036854775807"),
        ("secret_version", "0"),
        ("version", "-1"),
        ("created_at", "9223372036854775807"),
        ("updated_at", "-9223372036854775808"),
    ] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        place.tamper(&format!("UPDATE credentials SET {column} = {value}"));
        let company = only_company(&store).await;
        let list = CredentialStore::list(&store, company, &Reach::All, a_query()).await;
        assert_corrupt(list, "credentials", column);
    }
}

#[tokio::test]
async fn a_corrupt_count_is_told_by_table_and_column() {
    for (column, value) in [("count", "-1"), ("provider", "CAST(x'c0ffee' AS TEXT)")] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        place.tamper(&format!("UPDATE credential_counts SET {column} = {value}"));
        let company = only_company(&store).await;
        let list = CredentialStore::list(&store, company, &Reach::All, a_query()).await;
        assert_corrupt(list, "credential_counts", column);
    }
}

#[tokio::test]
async fn a_corrupt_idempotency_record_is_told_by_table_and_column_and_nothing_stored() {
    for (column, value) in [
        ("fingerprint_pepper", "-1"),
        ("fingerprint", "x'c0ffee'"),
        ("status", "65536"),
        ("ends_at", "9223372036854775807"),
    ] {
        let place = Place::new();
        let store = place.open();
        let company = a_stored_company(&store).await;
        let record = a_claim().answered_with(b"c0ffee").record();
        let insert = async || {
            let created = a_credential().of(&company).recorded();
            let claim = Some(record.clone());
            CredentialStore::insert(&store, &created, claim).await
        };
        insert().await.unwrap();
        place.tamper(&format!(
            "UPDATE idempotency_records SET {column} = {value}"
        ));
        let refused = insert().await.map_err(|refused| match refused {
            InsertError::Store(error) => error,
            refused => panic!("{refused}"),
        });
        assert_corrupt(refused, "idempotency_records", column);
        let list = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
        assert_eq!(list.unwrap().total, Some(1));
    }
}

#[tokio::test]
async fn a_corrupt_idempotency_record_is_swept_like_any_other() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let created = a_credential().of(&company).recorded();
    let claim = Some(a_claim().record());
    CredentialStore::insert(&store, &created, claim)
        .await
        .unwrap();
    place.tamper("UPDATE idempotency_records SET \"key\" = CAST(x'ff' AS TEXT), status = -1");
    let swept = store.sweep_idempotency_records(company.id(), Timestamp::MAX, 10);
    assert_eq!(swept.await.unwrap(), 1);
}

#[tokio::test]
async fn a_corrupt_api_key_is_told_by_table_and_column() {
    for (column, value) in [
        ("handle", "'c0ffee!'"),
        ("name", "''"),
        ("capabilities", "'COFFEE:MAKE'"),
        ("expires_at", "9223372036854775807"),
        ("enabled", "2"),
        ("enabled", "4294967296"),
        ("verifier", "x'c0ffee'"),
        ("verifier_pepper", "-1"),
        ("previous_verifier", "x'c0ffee'"),
        // Its end stays.
        ("previous_verifier", "NULL, previous_verifier_pepper = NULL"),
        ("row_pepper", "4294967296"),
        ("row_mac", "x'c0ffee'"),
        ("version", "0"),
        ("created_at", "9223372036854775807"),
        ("updated_at", "-9223372036854775808"),
    ] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        place.tamper(&format!("UPDATE api_keys SET {column} = {value}"));
        let company = only_company(&store).await;
        let reported = match column {
            "verifier_pepper" => "verifier",
            other => other,
        };
        let list = ApiKeyStore::list(&store, company, PAGE).await;
        assert_corrupt(list, "api_keys", reported);
    }
}

#[tokio::test]
async fn a_corrupt_event_is_told_by_table_and_column() {
    for (column, value) in [
        ("at", "9223372036854775807"),
        ("actor_kind", "'c0ffee'"),
        ("request_id", "'c0ffee !'"),
        ("action", "'c0ffee.make'"),
        ("target_kind", "'c0ffee'"),
        ("target_id", "x'c0ffee'"),
        ("outcome", "'c0ffee'"),
        ("version_after", "0"),
        ("secret_version_after", "0"),
        ("audit_key", "-1"),
        ("row_digest", "x'c0ffee'"),
        ("mac", "x'c0ffee'"),
    ] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        let of_credential = "WHERE action = 'credential.create'";
        let tampered = format!("UPDATE audit_events SET {column} = {value} {of_credential}");
        place.tamper(&tampered);
        let company = only_company(&store).await;
        let list = AuditLog::list(&store, company, PAGE).await;
        assert_corrupt(list, "audit_events", column);
        let walk = store.walk(company, a_walk()).await;
        assert_corrupt(walk, "audit_events", column);
    }
}

#[tokio::test]
async fn a_corrupt_company_is_told_by_table_and_column() {
    for (column, value) in [("name", "''"), ("salt", "x'c0ffee'"), ("salt", "NULL")] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        let company = only_company(&store).await;
        place.tamper(&format!("UPDATE companies SET {column} = {value}"));
        let found = CompanyStore::find(&store, company).await;
        assert_corrupt(found, "companies", column);
    }
}

#[tokio::test]
async fn a_corrupt_ring_key_is_told_by_table_and_column() {
    for (column, value) in [("kind", "'c0ffee'"), ("id", "-1"), ("check", "x'c0ffee'")] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        place.tamper(&format!("UPDATE ring_keys SET \"{column}\" = {value}"));
        assert_corrupt(store.known().await, "ring_keys", column);
    }
    for (column, value) in [("kind", "'c0ffee'"), ("id", "-1")] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        let (kind, id) = (RingKeyKind::Secret, RingKeyId::new(17));
        store.retire(kind, id, true).await.unwrap();
        place.tamper(&format!("UPDATE retired_ring_keys SET {column} = {value}"));
        assert_corrupt(store.retired().await, "retired_ring_keys", column);
    }
}

#[tokio::test]
async fn a_corrupt_row_leaves_the_others_readable() {
    let (place, store) = a_place_with_a_row_of_everything().await;
    place.tamper("UPDATE credentials SET name = ''");
    let company = CompanyStore::list(&store, PAGE)
        .await
        .unwrap()
        .items
        .remove(0);
    let whole = a_stored_credential(&store, &company).await;
    let found = CredentialStore::find(&store, company.id(), whole.id()).await;
    assert_eq!(found.unwrap(), Some(whole));
}

#[tokio::test]
async fn text_that_is_no_text_is_corrupt() {
    let (place, store) = a_place_with_a_row_of_everything().await;
    place.tamper(
        "UPDATE credentials SET name = CAST(x'66666565ff' AS TEXT);
        UPDATE audit_events SET request_id = CAST(x'66666565ff' AS TEXT)",
    );
    let company = only_company(&store).await;
    let list = CredentialStore::list(&store, company, &Reach::All, a_query()).await;
    assert_corrupt(list, "credentials", "name");
    let list = AuditLog::list(&store, company, PAGE).await;
    assert_corrupt(list, "audit_events", "request_id");
}

#[tokio::test]
async fn text_that_is_no_text_is_told_by_every_search() {
    for column in ["name", "username"] {
        let (place, store) = a_place_with_a_row_of_everything().await;
        place.tamper(&format!(
            "UPDATE credentials SET {column} = CAST(x'66666565ff' AS TEXT)"
        ));
        let company = only_company(&store).await;
        let mut query = a_query();
        query.filter.search = SearchText::parse("nowhere").ok();
        let list = CredentialStore::list(&store, company, &Reach::All, query).await;
        assert_corrupt(list, "credentials", column);
    }
}

#[tokio::test]
async fn a_change_that_cannot_raise_the_epoch_is_not_written() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    place.tamper("DELETE FROM auth_epoch");
    let key = an_api_key().of(&company).recorded();
    let refused = ApiKeyStore::insert(&store, &key, None).await;
    assert!(matches!(
        refused,
        Err(InsertError::Store(StoreError::Unexpected(_)))
    ));
    let id = key.subject().unverified().id();
    let found = ApiKeyStore::find(&store, company.id(), id).await;
    assert!(found.unwrap().is_none());
}

async fn a_place_with_a_row_of_everything() -> (Place, SqliteStore) {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let tried = a_credential()
        .of(&company)
        .tried(VerificationOutcome::Verified);
    let stored = CredentialStore::insert(&store, &tried.recorded(), None).await;
    assert_eq!(stored.unwrap(), Inserted::Stored);
    let key = an_api_key().of(&company).rotated();
    ApiKeyStore::insert(&store, &key, None).await.unwrap();
    store.register(vec![a_ring_key()], vec![]).await.unwrap();
    (place, store)
}

async fn only_company(store: &SqliteStore) -> CompanyId {
    let companies = CompanyStore::list(store, PAGE).await.unwrap();
    companies.items[0].id()
}

fn assert_corrupt<T>(answer: Result<T, StoreError>, expected: &str, column: &str) {
    let error = answer.err().expect(column);
    let told = format!("{error} {error:?} {}", error.source().unwrap());
    assert!(!told.to_lowercase().contains("ffee"), "{told}");
    match error {
        StoreError::Corrupt { table, source } => {
            assert_eq!((table, source.column()), (expected, column));
        }
        other => panic!("{column}: {other:?}"),
    }
}
