//! Rules of [`CredentialStore`](crate::CredentialStore) about credentials that are there already.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use pullkey_domain::{
    audit::Act,
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName, RegistryProvider, RegistryUsername},
    timestamp::Timestamp,
};

use super::{
    ODD_NAMES, a_stored_company, all_credentials, all_events, at_once,
    credential_store::{assert_found, stored},
    fixtures::{a_company, a_credential, a_moment, an_act, edit_of, failed_opening_of, removal_of},
};
use crate::{ChangeError, InsertError, Store, StoreError};

/// In every field that an edit can change, and those that it cannot stay.
pub async fn what_was_edited_is_found(store: &dyn Store) {
    let (company, before) = a_stored_credential(store).await;
    let [other] = stored(store, [a_credential().of(&company).recorded()]).await;
    let edit = CredentialEdit {
        name: CredentialName::parse("Another name").ok(),
        provider: Some(RegistryProvider::Custom),
        username: RegistryUsername::parse("another-user").ok(),
        secret_given: true,
        ..CredentialEdit::default()
    };
    let edited = edit_of(&before, edit, later());
    store.credentials().update(&edited).await.unwrap();
    let after = edited.subject().credential();
    assert_found(store, after).await;
    assert_found(store, other.subject()).await;
    let page = all_credentials(store, &company).await;
    assert!(page.items.contains(after) && !page.items.contains(&before));
    assert_eq!(page.total, Some(2));
    let events = all_events(store, &company).await;
    assert!(events.items.contains(edited.event()));
    assert_eq!(events.total, 4);
}

/// Byte for byte, up to the last moment.
pub async fn names_with_odd_characters_survive_an_edit(store: &dyn Store) {
    let (_, mut row) = a_stored_credential(store).await;
    for name in ODD_NAMES {
        let edited = edit_of(&row, renamed(name), an_act(Timestamp::MAX));
        store.credentials().update(&edited).await.unwrap();
        row = edited.into_subject().into_credential();
        assert_found(store, &row).await;
    }
}

/// Or else one of two edits would be lost.
pub async fn a_stale_version_is_not_edited(store: &dyn Store) {
    let (company, before) = a_stored_credential(store).await;
    let first = edit_of(&before, renamed("First"), later());
    store.credentials().update(&first).await.unwrap();
    let second = edit_of(&before, renamed("Second"), later());
    let refused = store.credentials().update(&second).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    assert_found(store, first.subject().credential()).await;
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(second.event()));
}

/// An edit never brings back what was deleted.
pub async fn what_is_not_there_is_not_edited(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let removal = removal_of(&row, later());
    store.credentials().delete(&removal).await.unwrap();
    let edited = edit_of(&row, renamed("Late"), later());
    let refused = store.credentials().update(&edited).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(edited.event()));
}

/// Not even by the right id and version.
pub async fn another_company_edits_nothing(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let other = a_stored_company(store).await;
    let theirs = a_credential().of(&other).with_id(row.id()).recorded();
    let edited = edit_of(theirs.subject(), renamed("Theirs"), later());
    let refused = store.credentials().update(&edited).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    assert_found(store, &row).await;
    assert_eq!(all_events(store, &other).await.total, 1);
}

/// Both companies have one of this id and version.
pub async fn an_edit_leaves_another_company_s_credential_of_the_same_id(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let other = a_stored_company(store).await;
    let theirs = a_credential().of(&other).with_id(row.id()).recorded();
    let [theirs] = stored(store, [theirs]).await;
    let edited = edit_of(theirs.subject(), renamed("Theirs"), later());
    store.credentials().update(&edited).await.unwrap();
    assert_found(store, edited.subject().credential()).await;
    assert_found(store, &row).await;
}

/// Both or neither, although the event is what fails.
pub async fn a_refused_event_takes_its_edit_with_it(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let edited = edit_of(&row, renamed("Refused"), taken(store, &company).await);
    let refused = store.credentials().update(&edited).await;
    assert_unexpected(&refused);
    assert_found(store, &row).await;
}

/// The others are told so, and may start over.
pub async fn of_edits_of_one_version_at_once_one_stands(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let stale = AtomicU32::new(0);
    at_once(16, async || {
        let edited = edit_of(&row, renamed("At once"), later());
        match store.credentials().update(&edited).await {
            Ok(()) => assert_found(store, edited.subject().credential()).await,
            Err(refused) => {
                assert!(matches!(refused, ChangeError::Stale));
                stale.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    assert_eq!(stale.into_inner(), 15);
    assert_eq!(all_events(store, &company).await.total, 3);
}

/// The row and nothing but the row goes; the trail grows.
pub async fn a_deleted_credential_is_gone_and_its_event_told(store: &dyn Store) {
    let (company, gone) = a_stored_credential(store).await;
    let [stays] = stored(store, [a_credential().of(&company).recorded()]).await;
    let removal = removal_of(&gone, later());
    store.credentials().delete(&removal).await.unwrap();
    let found = store.credentials().find(company.id(), gone.id()).await;
    assert_eq!(found.unwrap(), None);
    let page = all_credentials(store, &company).await;
    assert_eq!(page.items, [stays.into_subject()]);
    assert_eq!(page.total, Some(1));
    let events = all_events(store, &company).await;
    assert!(events.items.contains(removal.event()));
    assert_eq!(events.total, 4);
}

/// What was decided upon an older version is decided anew.
pub async fn a_stale_version_is_not_deleted(store: &dyn Store) {
    let (company, before) = a_stored_credential(store).await;
    let edited = edit_of(&before, renamed("Newer"), later());
    store.credentials().update(&edited).await.unwrap();
    let removal = removal_of(&before, later());
    let refused = store.credentials().delete(&removal).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    assert_found(store, edited.subject().credential()).await;
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(removal.event()));
}

/// A second deletion tells nothing.
pub async fn what_is_not_there_is_not_deleted(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let (first, second) = (removal_of(&row, later()), removal_of(&row, later()));
    store.credentials().delete(&first).await.unwrap();
    let refused = store.credentials().delete(&second).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(second.event()));
}

/// Not even by the right id and version.
pub async fn another_company_deletes_nothing(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let other = a_stored_company(store).await;
    let theirs = a_credential().of(&other).with_id(row.id()).recorded();
    let removal = removal_of(theirs.subject(), later());
    let refused = store.credentials().delete(&removal).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    assert_found(store, &row).await;
    assert_eq!(all_events(store, &other).await.total, 1);
}

/// Both or neither.
pub async fn a_refused_event_leaves_the_credential_that_it_tells_to_be_deleted(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let removal = removal_of(&row, taken(store, &company).await);
    assert_unexpected(&store.credentials().delete(&removal).await);
    assert_found(store, &row).await;
}

/// The event is all there is.
pub async fn a_use_is_told_and_changes_nothing(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let used = failed_opening_of(&row, later());
    store.credentials().record_use(&used).await.unwrap();
    assert_found(store, &row).await;
    let events = all_events(store, &company).await;
    assert!(events.items.contains(used.event()));
    assert_eq!(events.total, 3);
}

/// It was there when it was used.
pub async fn a_use_of_a_credential_that_is_gone_is_told(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let removal = removal_of(&row, later());
    store.credentials().delete(&removal).await.unwrap();
    let used = failed_opening_of(&row, later());
    store.credentials().record_use(&used).await.unwrap();
    let events = all_events(store, &company).await;
    assert!(events.items.contains(used.event()));
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
}

/// A trail that nobody has takes no event.
pub async fn an_absent_company_is_told_of_no_use(store: &dyn Store) {
    let absent = a_company().recorded().into_subject();
    let row = a_credential().of(&absent).recorded().into_subject();
    let used = failed_opening_of(&row, later());
    let refused = store.credentials().record_use(&used).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    assert_eq!(all_events(store, &absent).await.total, 0);
}

/// A second event of an id would take the place of the first.
pub async fn a_use_under_the_id_of_another_event_is_refused(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let used = failed_opening_of(&row, taken(store, &company).await);
    let refused = store.credentials().record_use(&used).await;
    assert!(matches!(
        refused,
        Err(InsertError::Store(StoreError::Unexpected(_)))
    ));
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(used.event()));
}

async fn a_stored_credential(store: &dyn Store) -> (Company, Credential) {
    let company = a_stored_company(store).await;
    let [row] = stored(store, [a_credential().of(&company).recorded()]).await;
    (company, row.into_subject())
}

fn renamed(name: &str) -> CredentialEdit {
    CredentialEdit {
        name: CredentialName::parse(name).ok(),
        ..CredentialEdit::default()
    }
}

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}

/// An act under the id of an event that the company has already.
async fn taken(store: &dyn Store, company: &Company) -> Act {
    let events = all_events(store, company).await.items;
    Act {
        event: events[0].id(),
        ..later()
    }
}

fn assert_unexpected(refused: &Result<(), ChangeError>) {
    assert!(matches!(
        refused,
        Err(ChangeError::Store(StoreError::Unexpected(_)))
    ));
}
