//! Rules of [`Deadline`]: what nobody waits for any more is not begun.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use pullkey_domain::credential::{CredentialEdit, CredentialName};

use super::{
    EVERYTHING, a_stored_company, all_credentials, all_events, at_once,
    credential_store::{assert_found, stored},
    fixtures::{a_claim, a_company, a_credential, a_moment, a_walk, an_act, edit_of, removal_of},
};
use crate::{ChangeError, Deadline, InsertCompanyError, InsertError, Inserted, Store, StoreError};

/// Of one row, of many, and of the store's health.
pub async fn a_read_whose_deadline_has_passed_is_unavailable(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [row] = stored(store, [a_credential().of(&company).recorded()]).await;
    let found = store.credentials().find(company.id(), row.subject().id());
    assert_unavailable(&overdue(found).await);
    let listed = store.companies().list(EVERYTHING);
    assert_unavailable(&overdue(listed).await);
    let walked = store.audit_log().walk(company.id(), a_walk());
    assert_unavailable(&overdue(walked).await);
    assert_unavailable(&overdue(store.api_key_directory().epoch()).await);
    assert_unavailable(&overdue(store.health().check()).await);
    assert_found(store, row.subject()).await;
}

/// Whoever repeats it in time is the first.
pub async fn an_insert_whose_deadline_has_passed_stores_nothing_and_leaves_its_key_free(
    store: &dyn Store,
) {
    let absent = a_company().recorded();
    let refused = overdue(store.companies().insert(&absent)).await;
    assert!(matches!(
        refused,
        Err(InsertCompanyError::Store(StoreError::Unavailable(_)))
    ));
    let found = store.companies().find(absent.subject().id()).await;
    assert_eq!(found.unwrap(), None);

    let company = a_stored_company(store).await;
    let created = a_credential().of(&company).recorded();
    let record = a_claim().record();
    let insert = || store.credentials().insert(&created, Some(record.clone()));
    assert_insert_unavailable(&overdue(insert()).await);
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
    assert_eq!(all_events(store, &company).await.total, 1);
    assert_eq!(insert().await.unwrap(), Inserted::Stored);
    assert_found(store, created.subject()).await;
}

/// Neither edited nor deleted, and without an event.
pub async fn a_change_whose_deadline_has_passed_leaves_everything_as_it_was(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [row] = stored(store, [a_credential().of(&company).recorded()]).await;
    let edit = CredentialEdit {
        name: CredentialName::parse("Too late").ok(),
        ..CredentialEdit::default()
    };
    let later = || an_act(a_moment().after(Duration::from_secs(5)));
    let edited = edit_of(row.subject(), edit, later());
    let removal = removal_of(row.subject(), later());
    for refused in [
        overdue(store.credentials().update(&edited)).await,
        overdue(store.credentials().delete(&removal)).await,
    ] {
        assert!(matches!(
            refused,
            Err(ChangeError::Store(StoreError::Unavailable(_)))
        ));
    }
    assert_found(store, row.subject()).await;
    assert_eq!(all_events(store, &company).await.total, 2);
}

/// Those that share a statement or a commit with them are stored.
pub async fn of_inserts_at_once_those_whose_deadline_has_passed_fail_alone(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let callers = AtomicUsize::new(0);
    at_once(16, async || {
        let in_time = callers.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
        let created = a_credential().of(&company).recorded();
        let insert = store.credentials().insert(&created, None);
        if in_time {
            assert_eq!(insert.await.unwrap(), Inserted::Stored);
            assert_found(store, created.subject()).await;
        } else {
            assert_insert_unavailable(&overdue(insert).await);
        }
    });
    assert_eq!(all_credentials(store, &company).await.total, Some(8));
    assert_eq!(all_events(store, &company).await.total, 8 + 1);
}

/// Does work that nobody waits for any more.
async fn overdue<F: Future>(work: F) -> F::Output {
    Deadline::after(Duration::ZERO).bounding(work).await
}

fn assert_unavailable<T>(answer: &Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Unavailable(_))));
}

fn assert_insert_unavailable(answer: &Result<Inserted, InsertError>) {
    assert!(matches!(
        answer,
        Err(InsertError::Store(StoreError::Unavailable(_)))
    ));
}
