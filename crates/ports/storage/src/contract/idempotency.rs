//! Rules of [`CredentialStore`](crate::CredentialStore) about claims of idempotency keys.

use std::{sync::Mutex, time::Duration};

use pullkey_domain::{
    audit::{Act, Recorded},
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName},
    idempotency::IdempotencyRecord,
    timestamp::Timestamp,
};

use super::{
    a_stored_company, all_credentials, all_events, at_once,
    credential_store::assert_found,
    fixtures::{a_claim, a_company, a_credential, a_moment, an_act, edit_of, removal_of},
};
use crate::{InsertError, Inserted, Store, StoreError};

/// The answer of the first, byte for byte, and no second credential nor event.
pub async fn a_repeated_insert_is_answered_by_the_record_of_the_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let body: Vec<_> = (0..=255).collect();
    let record = a_claim().answered_with(&body).record();
    assert_stores(store, &a_credential().of(&company).recorded(), &record).await;
    let again = a_credential().of(&company).recorded();
    assert_remembers(store, &again, &record, &record).await;
    assert_counts(store, &company, 1).await;
}

/// The caller compares what was sent.
pub async fn a_live_key_is_remembered_for_another_payload_too(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let first = a_claim().of_key("order-4711").record();
    assert_stores(store, &a_credential().of(&company).recorded(), &first).await;
    let other = a_claim().of_key("order-4711").for_payload(8);
    let other = other.answered_with(b"other").record();
    let again = a_credential().of(&company).recorded();
    assert_remembers(store, &again, &other, &first).await;
    assert_counts(store, &company, 1).await;
}

/// As long as it counts, and by its own company only.
pub async fn a_repeat_may_recall_the_record_of_the_first(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let record = a_claim().record();
    assert_stores(store, &a_credential().of(&company).recorded(), &record).await;
    let recall = async |company: &Company, now| {
        let recalled = store.credentials().recall(company.id(), record.key(), now);
        recalled.await.unwrap()
    };
    assert_eq!(recall(&company, a_moment()).await, Some(record.clone()));
    assert_eq!(recall(&company, record.ends_at()).await, None);
    assert_eq!(recall(&other, a_moment()).await, None);
}

/// In case and all.
pub async fn other_keys_are_free(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let longest = "~".repeat(255);
    let keys = [
        "order",
        "Order",
        "order.",
        "%",
        "_",
        "'--",
        &longest,
        &longest[1..],
    ];
    for key in keys {
        let record = a_claim().of_key(key).record();
        assert_stores(store, &a_credential().of(&company).recorded(), &record).await;
    }
    assert_counts(store, &company, keys.len() as u64).await;
}

/// Or else one would learn of the other's, and get its answer.
pub async fn two_companies_may_use_one_key(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let record = a_claim().record();
    for company in [&company, &other] {
        assert_stores(store, &a_credential().of(company).recorded(), &record).await;
        assert_counts(store, company, 1).await;
    }
}

/// The header is optional.
pub async fn inserts_without_a_key_are_never_repeats(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for _ in 0..2 {
        let created = a_credential().of(&company).recorded();
        let inserted = store.credentials().insert(&created, None).await;
        assert_eq!(inserted.unwrap(), Inserted::Stored);
    }
    assert_counts(store, &company, 2).await;
}

/// From its end on, to the millisecond, by the moment of the insert's event.
pub async fn a_record_that_ended_gives_its_place_to_the_next(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let first = a_claim().of_key("daily").record();
    assert_stores(store, &a_credential().of(&company).recorded(), &first).await;
    let at = |millis| Timestamp::from_millis(millis).unwrap();
    let end = first.ends_at().as_millis();

    let created = |at| a_credential().of(&company).created_at(at).recorded();
    let last = a_claim().of_key("daily").made_at(at(end - 1)).record();
    assert_remembers(store, &created(at(end - 1)), &last, &first).await;
    let second = a_claim().of_key("daily").for_payload(8).made_at(at(end));
    let second = second.record();
    assert_stores(store, &created(at(end)), &second).await;
    assert_remembers(store, &created(at(end)), &first, &second).await;
    assert_counts(store, &company, 2).await;
}

/// A refusal is no answer to remember.
pub async fn an_insert_that_is_refused_leaves_its_key_free(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let first = a_credential().of(&company).recorded();
    let inserted = store.credentials().insert(&first, None).await;
    assert_eq!(inserted.unwrap(), Inserted::Stored);
    let act = Act {
        event: first.event().id(),
        ..an_act(a_moment())
    };
    let record = a_claim().record();
    for refused in [
        a_credential().with_id(first.subject().id()),
        a_credential().created_by(act),
    ] {
        let refused = refused.of(&company).recorded();
        let refused = store.credentials().insert(&refused, Some(record.clone()));
        assert!(matches!(
            refused.await,
            Err(InsertError::Store(StoreError::Unexpected(_)))
        ));
    }
    assert_stores(store, &a_credential().of(&company).recorded(), &record).await;
    assert_counts(store, &company, 2).await;
}

/// An ended record is not lost to an insert that is refused: whoever sweeps counts it.
pub async fn a_refused_insert_leaves_the_ended_record_of_its_key(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let first = a_credential().of(&company).recorded();
    let ended = a_claim().of_key("daily").record();
    assert_stores(store, &first, &ended).await;
    let at = ended.ends_at();
    let refused = a_credential().of(&company).with_id(first.subject().id());
    let refused = refused.created_at(at).recorded();
    let record = a_claim().of_key("daily").made_at(at).record();
    let refused = store.credentials().insert(&refused, Some(record));
    refused.await.unwrap_err();
    let swept = store.maintenance();
    let swept = swept.sweep_idempotency_records(company.id(), at, 10).await;
    assert_eq!(swept.unwrap(), 1);
}

/// Nothing of it is kept for a company of this id that may come.
pub async fn an_absent_company_remembers_nothing(store: &dyn Store) {
    let absent = a_company().recorded();
    let record = a_claim().record();
    let created = a_credential().of(absent.subject()).recorded();
    let refused = store.credentials().insert(&created, Some(record.clone()));
    assert!(matches!(refused.await, Err(InsertError::CompanyGone)));
    store.companies().insert(&absent).await.unwrap();
    assert_stores(store, &created, &record).await;
}

/// Whichever comes first; the others get its answer.
pub async fn of_inserts_with_one_key_at_once_one_is_stored(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let (stored, remembered) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    at_once(32, async || {
        let created = a_credential().of(&company).recorded();
        let body = created.subject().id().to_string();
        let record = a_claim().of_key("at-once").answered_with(body.as_bytes());
        let record = record.record();
        let inserted = store.credentials().insert(&created, Some(record.clone()));
        match inserted.await.unwrap() {
            Inserted::Stored => {
                assert_found(store, created.subject()).await;
                stored.lock().unwrap().push(record);
            }
            Inserted::Remembered(first) => remembered.lock().unwrap().push(first),
        }
    });
    let (stored, remembered) = (
        stored.into_inner().unwrap(),
        remembered.into_inner().unwrap(),
    );
    assert_eq!((stored.len(), remembered.len()), (1, 31));
    assert!(remembered.iter().all(|record| *record == stored[0]));
    assert_counts(store, &company, 1).await;
}

/// What was answered was answered.
pub async fn what_is_remembered_outlives_edits_and_the_deletion(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let created = a_credential().of(&company).recorded();
    let record = a_claim().record();
    assert_stores(store, &created, &record).await;
    let edit = CredentialEdit {
        name: CredentialName::parse("Edited").ok(),
        ..CredentialEdit::default()
    };
    let later = || an_act(a_moment().after(Duration::from_secs(5)));
    let edited = edit_of(created.subject(), edit, later());
    store.credentials().update(&edited).await.unwrap();
    let again = || a_credential().of(&company).recorded();
    assert_remembers(store, &again(), &record, &record).await;

    let removal = removal_of(edited.subject().credential(), later());
    store.credentials().delete(&removal).await.unwrap();
    assert_remembers(store, &again(), &record, &record).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
}

async fn assert_stores(
    store: &dyn Store,
    created: &Recorded<Credential>,
    record: &IdempotencyRecord,
) {
    let inserted = store.credentials().insert(created, Some(record.clone()));
    assert_eq!(inserted.await.unwrap(), Inserted::Stored);
    assert_found(store, created.subject()).await;
}

async fn assert_remembers(
    store: &dyn Store,
    created: &Recorded<Credential>,
    claim: &IdempotencyRecord,
    record: &IdempotencyRecord,
) {
    let inserted = store.credentials().insert(created, Some(claim.clone()));
    let remembered = Inserted::Remembered(record.clone());
    assert_eq!(inserted.await.unwrap(), remembered);
}

/// So many credentials, and as many events beside that of the company.
async fn assert_counts(store: &dyn Store, company: &Company, count: u64) {
    let credentials = all_credentials(store, company).await;
    assert_eq!(credentials.items.len() as u64, count);
    assert_eq!(credentials.total, Some(count));
    assert_eq!(all_events(store, company).await.total, count + 1);
}
