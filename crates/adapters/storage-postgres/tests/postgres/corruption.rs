//! Rows that something else altered are told, by table and column, and never shown.

use std::error::Error;

use pullkey_domain::{
    api_key::{ApiKeyHandle, Reach},
    company::Company,
    credential::Credential,
    idempotency::IdempotencyRecord,
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, AuditLog, CompanyStore, CredentialStore, InsertError,
    Maintenance, PageRequest, RingKeyStore, StoreError,
    contract::fixtures::{a_claim, a_credential, a_query, a_ring_key, a_walk, an_api_key},
};
use pullkey_storage_postgres::PostgresStore;

use crate::place::{Place, a_stored_company, a_stored_credential};

/// A row of everything, each as it was and as it is altered.
struct Rows {
    place: Place,
    store: PostgresStore,
    company: Company,
    credential: Credential,
    handle: ApiKeyHandle,
    record: IdempotencyRecord,
}

const PAGE: PageRequest = PageRequest {
    limit: 10,
    offset: 0,
};

/// What is a moment to PostgreSQL, and none to Pullkey.
const NO_MOMENTS: [&str; 5] = [
    "'infinity'",
    "'-infinity'",
    "'10000-01-01T00:00:00Z'",
    "'0002-12-31T23:59:59.999Z BC'",
    "'2025-01-30T00:00:00.000001Z'",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_credential_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    let texts_and_numbers = [
        ("name", "''"),
        ("provider", "'c0ffee'"),
        ("login", "'c0ffee'"),
        ("username", "'c0ffee:'"),
        ("host", "'C0FFEE'"),
        ("token_host", "'c0ffee:'"),
        ("path_prefix", "'c0ffee/'"),
        ("secret_version", "0"),
        ("version", "-1"),
    ];
    for (column, value) in with_moments(
        &texts_and_numbers,
        &["created_at", "updated_at", "last_used_at"],
    ) {
        rows.alter("credentials", column, value);
        let (company, id) = (rows.company.id(), rows.credential.id());
        let found = CredentialStore::find(&rows.store, company, id).await;
        assert_corrupt(found, "credentials", column);
        let list = CredentialStore::list(&rows.store, company, &Reach::All, a_query()).await;
        if column == "provider" {
            // Lists walk the providers that are known.
            assert_eq!(list.unwrap().items, []);
        } else {
            assert_corrupt(list, "credentials", column);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_count_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    rows.alter("credential_counts", "count", "-1");
    let company = rows.company.id();
    let list = CredentialStore::list(&rows.store, company, &Reach::All, a_query()).await;
    assert_corrupt(list, "credential_counts", "count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_idempotency_record_is_told_by_table_and_column_and_nothing_stored() {
    let rows = Rows::new().await;
    for (column, value) in [
        ("fingerprint_pepper", "-1"),
        ("fingerprint", "'\\xc0ffee'"),
        ("status", "65536"),
        ("ends_at", "'infinity'"),
        ("ends_at", "'10000-01-01T00:00:00Z'"),
    ] {
        rows.alter("idempotency_records", column, value);
        let again = a_credential().of(&rows.company).recorded();
        let again = CredentialStore::insert(&rows.store, &again, Some(rows.record.clone()));
        let refused = again.await.map_err(|refused| match refused {
            InsertError::Store(error) => error,
            refused => panic!("{refused}"),
        });
        assert_corrupt(refused, "idempotency_records", column);
        assert_eq!(rows.place.query("SELECT count(*) FROM credentials"), "1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_idempotency_record_is_swept_like_any_other() {
    let rows = Rows::new().await;
    rows.alter("idempotency_records", "status", "-1");
    let company = rows.company.id();
    let swept = rows
        .store
        .sweep_idempotency_records(company, Timestamp::MAX, 10);
    assert_eq!(swept.await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_api_key_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    let texts_bytes_and_numbers = [
        ("handle", "'c0ffee!'"),
        ("name", "''"),
        ("capabilities", "'COFFEE:MAKE'"),
        ("verifier", "'\\xc0ffee'"),
        ("verifier_pepper", "-1"),
        ("previous_verifier", "'\\xc0ffee'"),
        ("previous_verifier", "NULL"),
        // Its end stays.
        ("previous_verifier", "NULL, previous_verifier_pepper = NULL"),
        ("previous_verifier_pepper", "NULL"),
        ("previous_verifier_pepper", "4294967296"),
        ("row_pepper", "4294967296"),
        ("row_mac", "'\\xc0ffee'"),
        ("version", "0"),
    ];
    let moments = [
        "expires_at",
        "verifier_ends_at",
        "previous_verifier_ends_at",
        "created_at",
        "updated_at",
    ];
    for (column, value) in with_moments(&texts_bytes_and_numbers, &moments) {
        rows.alter("api_keys", column, value);
        let reported = column.trim_end_matches("_ends_at");
        let reported = match reported {
            "verifier_pepper" | "previous_verifier_pepper" => reported.trim_end_matches("_pepper"),
            other => other,
        };
        let list = ApiKeyStore::list(&rows.store, rows.company.id(), PAGE).await;
        assert_corrupt(list, "api_keys", reported);
        let found = rows.store.find_by_handle(rows.handle).await;
        assert_corrupt(found, "api_keys", reported);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_event_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    let texts_bytes_and_numbers = [
        ("actor_kind", "'c0ffee'"),
        ("actor_id", "'c0ffee'"),
        ("request_id", "'c0ffee !'"),
        ("action", "'c0ffee.make'"),
        ("target_kind", "'c0ffee'"),
        ("outcome", "'c0ffee'"),
        ("version_after", "0"),
        ("secret_version_after", "0"),
        ("audit_key", "-1"),
        ("row_digest", "'\\xc0ffee'"),
        ("mac", "'\\xc0ffee'"),
    ];
    for (column, value) in with_moments(&texts_bytes_and_numbers, &["at"]) {
        rows.alter("audit_events", column, value);
        let list = AuditLog::list(&rows.store, rows.company.id(), PAGE).await;
        assert_corrupt(list, "audit_events", column);
        let walk = rows.store.walk(rows.company.id(), a_walk()).await;
        assert_corrupt(walk, "audit_events", column);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_company_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    let name_and_salt = [("name", "''"), ("salt", "'\\xc0ffee'"), ("salt", "NULL")];
    for (column, value) in with_moments(&name_and_salt, &["created_at"]) {
        rows.alter("companies", column, value);
        let found = CompanyStore::find(&rows.store, rows.company.id()).await;
        assert_corrupt(found, "companies", column);
        let list = CompanyStore::list(&rows.store, PAGE).await;
        assert_corrupt(list, "companies", column);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_ring_key_is_told_by_table_and_column() {
    let rows = Rows::new().await;
    for (column, value) in [("kind", "'c0ffee'"), ("id", "-1"), ("check", "'\\xc0ffee'")] {
        rows.alter("ring_keys", column, value);
        assert_corrupt(rows.store.known().await, "ring_keys", column);
    }
    let (kind, id) = (RingKeyKind::Secret, RingKeyId::new(17));
    rows.store.retire(kind, id, true).await.unwrap();
    for (column, value) in [("kind", "'c0ffee'"), ("id", "-1")] {
        rows.alter("retired_ring_keys", column, value);
        assert_corrupt(rows.store.retired().await, "retired_ring_keys", column);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_row_leaves_the_others_readable() {
    let rows = Rows::new().await;
    rows.alter("credentials", "name", "''");
    let whole = a_stored_credential(&rows.store, &rows.company).await;
    let found = CredentialStore::find(&rows.store, rows.company.id(), whole.id()).await;
    assert_eq!(found.unwrap(), Some(whole));
}

impl Rows {
    async fn new() -> Self {
        let place = Place::new();
        let store = place.open().await;
        let company = a_stored_company(&store).await;
        let (credential, record) = (a_credential().of(&company).recorded(), a_claim().record());
        let claim = Some(record.clone());
        CredentialStore::insert(&store, &credential, claim)
            .await
            .unwrap();
        let key = an_api_key().of(&company).rotated();
        ApiKeyStore::insert(&store, &key, None).await.unwrap();
        store.register(vec![a_ring_key()], vec![]).await.unwrap();
        place.tamper("DELETE FROM audit_events WHERE action <> 'credential.create'");
        Self {
            place,
            store,
            company,
            credential: credential.into_subject(),
            handle: *key.subject().unverified().handle(),
            record,
        }
    }

    /// Gives the row of this table as it was first another value.
    fn alter(&self, table: &str, column: &str, value: &str) {
        self.place.query(&format!(
            "CREATE TABLE IF NOT EXISTS kept_{table} AS TABLE {table};
            DELETE FROM {table}; INSERT INTO {table} TABLE kept_{table};
            UPDATE {table} SET \"{column}\" = {value}"
        ));
    }
}

fn with_moments<'a>(others: &[(&'a str, &'a str)], columns: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let moments = columns.iter().flat_map(|column| {
        let each = NO_MOMENTS.iter();
        each.map(|value| (*column, *value))
    });
    others.iter().copied().chain(moments).collect()
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
