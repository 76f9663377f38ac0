//! Errors and logs tell what failed, never with which value: PostgreSQL's own words repeat them.

use std::error::Error;

use pullkey_domain::{
    api_key::{ApiKeyHandle, Reach},
    company::Company,
    credential::{CredentialEdit, CredentialName, SearchText},
    id::CredentialId,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, CredentialStore,
    contract::fixtures::{a_claim, a_credential, a_moment, a_query, an_act, an_api_key, edit_of},
};
use pullkey_storage_postgres::PostgresStore;

use crate::{
    journal,
    place::{Place, a_stored_company},
};

/// Stands in every value that could be repeated.
const CANARY: &str = "canarycanarycana";

/// Has PostgreSQL refuse, each in words of its own.
const BREAKAGES: [&str; 6] = [
    "ALTER TABLE credentials RENAME COLUMN username TO canary",
    "ALTER TABLE credentials ALTER COLUMN sealed TYPE name[] USING ARRAY['canary']",
    "ALTER TABLE credentials ADD CHECK (name NOT LIKE 'canary%') NOT VALID",
    "ALTER TABLE credentials ADD canary text NOT NULL",
    "CREATE FUNCTION canary() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RAISE EXCEPTION ''%'', new.name; END';
    CREATE TRIGGER canary BEFORE INSERT OR UPDATE ON credentials FOR EACH ROW EXECUTE FUNCTION canary()",
    "ALTER TABLE credentials RENAME TO canary",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_error_repeats_a_value_of_a_row_that_is_refused() {
    let journal = journal::listen();
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    assert!(errors_of_changes(&store, &company).await.is_empty());
    // Every id and handle is taken now.
    let errors = errors_of_changes(&store, &company).await;
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_silent(&errors, journal);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_repeats_what_postgresql_says_of_tables_that_do_not_fit() {
    let journal = journal::listen();
    for breakage in BREAKAGES {
        let place = Place::new();
        let store = place.open().await;
        let company = a_stored_company(&store).await;
        assert!(errors_of_reads(&store, &company).await.is_empty());
        assert!(errors_of_changes(&store, &company).await.is_empty());
        // So that nothing is refused for another reason.
        place.query("TRUNCATE credentials, audit_events, api_keys, api_key_handles");
        place.query(breakage);
        let mut errors = errors_of_reads(&store, &company).await;
        errors.extend(errors_of_changes(&store, &company).await);
        errors.retain(|told| !told.starts_with("Stale"));
        assert!(!errors.is_empty(), "{breakage}");
        assert_silent(&errors, journal);
    }
}

async fn errors_of_changes(store: &PostgresStore, company: &Company) -> Vec<String> {
    let credential = a_credential().of(company).with_id(an_id());
    let credential = credential.named(CANARY).for_user(CANARY);
    let created = credential.sealed_as(CANARY.as_bytes()).recorded();
    // Of another key each time, as a key that is known answers before anything is refused.
    let claim = a_claim().answered_with(CANARY.as_bytes()).record();
    let inserted = CredentialStore::insert(store, &created, Some(claim)).await;

    let handle = ApiKeyHandle::parse(CANARY).unwrap();
    let key = an_api_key().of(company).with_handle(handle).named(CANARY);
    let key = ApiKeyStore::insert(store, &key.recorded(), None).await;

    let edit = CredentialEdit {
        name: CredentialName::parse("canary and more").ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(created.subject(), edit, an_act(a_moment()));
    let updated = CredentialStore::update(store, &edited).await;
    [told(inserted), told(key), told(updated)]
        .into_iter()
        .flatten()
        .collect()
}

async fn errors_of_reads(store: &PostgresStore, company: &Company) -> Vec<String> {
    let found = CredentialStore::find(store, company.id(), an_id()).await;
    let list = CredentialStore::list(store, company.id(), &Reach::All, a_query()).await;
    let mut search = a_query();
    search.filter.search = SearchText::parse(CANARY).ok();
    let searched = CredentialStore::list(store, company.id(), &Reach::All, search).await;
    let handle = ApiKeyHandle::parse(CANARY).unwrap();
    let by_handle = store.find_by_handle(handle).await;
    [told(found), told(list), told(searched), told(by_handle)]
        .into_iter()
        .flatten()
        .collect()
}

fn an_id() -> CredentialId {
    "ca9a87ca-9a87-8a98-8a98-ca9a87ca9a87".parse().unwrap()
}

/// Everything that an error has to say.
fn told<T, E: Error>(answer: Result<T, E>) -> Option<String> {
    let error = answer.err()?;
    let mut told = format!("{error:?}");
    let mut cause: Option<&dyn Error> = Some(&error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    Some(told)
}

fn assert_silent(errors: &[String], journal: &journal::Journal) {
    let told = format!("{errors:#?} {}", journal.read());
    assert!(!told.contains("canary"), "{told}");
}
