//! Rules of [`AuditInspection`](crate::AuditInspection).

use std::time::Duration;

use pullkey_domain::{
    audit::AuditEvent,
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName},
    id::CompanyId,
};
use uuid::Uuid;

use super::{
    a_stored_company,
    fixtures::{
        a_credential, a_moment, a_sealer, a_signature, an_act, an_api_key, created, deletion_of,
        edit_of, failed_opening_of, removal_of, sealed, switch_of, unsealed_of,
    },
};
use crate::{
    AuditedCompany, AuditedRow, CompanyRowState, LastChange, LinkedEvent, Managers, RowKind, Store,
    StrayEvents,
};

/// A deletion is told by an event of its own.
pub async fn every_company_is_told_with_what_became_of_it(store: &dyn Store) {
    let (existing, gone) = (a_stored_company(store).await, a_stored_company(store).await);
    let deletion = delete(store, &gone).await;
    let mut expected = [
        AuditedCompany {
            id: existing.id(),
            row: CompanyRowState::Existing,
            deletion: None,
        },
        AuditedCompany {
            id: gone.id(),
            row: CompanyRowState::Deleted,
            deletion: Some(Ok(deletion)),
        },
    ];
    expected.sort_by_key(|company| company.id);
    let told = store.audit_inspection().audited_companies(None, 9).await;
    assert_eq!(told.unwrap(), expected);
}

/// As long as nobody tampers with them.
pub async fn no_row_is_malformed(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    created(store, &company, an_act(a_moment())).await;
    sealed(store, a_sealer(), company.id()).await;
    created(store, &company, an_act(a_moment())).await;
    let malformed = store.audit_inspection().malformed_rows().await;
    assert_eq!(malformed.unwrap(), []);
}

/// Each once, sealed or not.
pub async fn companies_are_told_by_id_in_steps_of_any_length(store: &dyn Store) {
    let (sealer, mut expected) = (a_sealer(), Vec::new());
    for nth in 0..5 {
        let company = a_stored_company(store).await;
        if nth > 2 {
            sealed(store, sealer, company.id()).await;
        }
        expected.push(company.id());
    }
    expected.sort_unstable();
    for limit in [1, 2, 9] {
        let mut walked: Vec<CompanyId> = Vec::new();
        loop {
            let after = walked.last().copied();
            let page = store.audit_inspection().audited_companies(after, limit);
            let page = page.await.unwrap();
            assert!(page.len() <= limit as usize);
            if page.is_empty() {
                break;
            }
            walked.extend(page.iter().map(|company| company.id));
        }
        assert_eq!(walked, expected);
    }
}

/// From any place on, with whatever stands there.
pub async fn linked_events_are_told_in_their_order(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for _ in 0..4 {
        created(store, &company, an_act(a_moment())).await;
    }
    let unsealed = unsealed_of(store, company.id()).await;
    let growth = sealed(store, a_sealer(), company.id()).await;
    let expected = growth.links.iter().zip(unsealed);
    let expected = expected.map(|(link, unsealed)| LinkedEvent {
        seq: link.seq,
        id: link.event,
        key: link.mac.key.as_u32().into(),
        link: link.mac.mac.into(),
        event: unsealed.event,
    });
    let expected: Vec<_> = expected.collect();
    for (after, limit, part) in [
        (None, 9, 0..5),
        (Some(0), 9, 0..5),
        (None, 2, 0..2),
        (Some(2), 2, 2..4),
        (Some(4), 9, 4..5),
        (Some(5), 9, 5..5),
    ] {
        let page = store.audit_inspection();
        let page = page.linked_events(company.id(), after, limit).await;
        assert_eq!(page.unwrap(), expected[part]);
    }
}

/// As long as nobody tampers with them.
pub async fn every_event_is_linked_or_marked(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let (_, second) = created(store, &company, an_act(a_moment())).await;
    sealed(store, a_sealer(), company.id()).await;
    let (_, third) = created(store, &company, an_act(a_moment())).await;
    let mut after = None;
    for (limit, walked_to) in [(2, Some(second)), (2, Some(third)), (2, None)] {
        let walk = store.audit_inspection();
        let walk = walk.stray_events(company.id(), after, limit).await;
        let strays = Vec::new();
        assert_eq!(walk.unwrap(), StrayEvents { walked_to, strays });
        after = walked_to;
    }
}

/// Made, then edited.
pub async fn a_row_is_told_with_the_event_of_its_last_change(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let expected = row_of(credential.subject(), credential.event());
    assert_eq!(rows(store, &company, RowKind::Credential).await, [expected]);
    let edited = edit_of(credential.subject(), a_renaming(), an_act(a_moment()));
    store.credentials().update(&edited).await.unwrap();
    let expected = row_of(edited.subject().credential(), edited.event());
    assert_eq!(rows(store, &company, RowKind::Credential).await, [expected]);
    assert_eq!(rows(store, &company, RowKind::ApiKey).await, []);
}

/// Although it is not there.
pub async fn a_removed_row_is_told_by_the_event_of_its_removal(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let removal = removal_of(credential.subject(), an_act(a_moment()));
    store.credentials().delete(&removal).await.unwrap();
    let told = rows(store, &company, RowKind::Credential).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].id, credential.subject().id().as_uuid());
    assert_eq!(told[0].columns, None);
    assert_eq!(told[0].last, Some(last_of(removal.event())));
    assert_eq!(removal.event().after(), None);
}

/// A secret that did not open tells of the row as it was found, which may be altered.
pub async fn uses_are_no_changes(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let used = failed_opening_of(credential.subject(), an_act(a_moment()));
    store.credentials().record_use(&used).await.unwrap();
    let expected = row_of(credential.subject(), credential.event());
    assert_eq!(rows(store, &company, RowKind::Credential).await, [expected]);
}

/// The clocks of nodes differ.
pub async fn changes_count_by_their_versions_whenever_they_happened(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let late = a_moment().after(Duration::from_hours(1));
    let credential = a_credential().of(&company).created_at(late).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let edited = edit_of(credential.subject(), a_renaming(), an_act(a_moment()));
    store.credentials().update(&edited).await.unwrap();
    let expected = row_of(edited.subject().credential(), edited.event());
    assert_eq!(rows(store, &company, RowKind::Credential).await, [expected]);
}

/// Made, switched off, removed.
pub async fn an_api_key_is_told_with_the_event_of_its_last_change(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let off = switch_of(key.subject(), false, an_act(a_moment()));
    let none = Managers::NoneNeedRemain;
    store.api_keys().update(&off, none).await.unwrap();
    let told = rows(store, &company, RowKind::ApiKey).await;
    let plain = off.subject().unverified();
    let expected = AuditedRow {
        id: plain.id().as_uuid(),
        columns: Some(Ok(plain.digest_input())),
        last: Some(last_of(off.event())),
        company_is_deleted: false,
    };
    assert_eq!(told, [expected]);
    let deleted = deletion_of(off.subject());
    store.api_keys().delete(&deleted, none).await.unwrap();
    let told = rows(store, &company, RowKind::ApiKey).await;
    assert_eq!((told.len(), &told[0].columns), (1, &None));
    assert_eq!(told[0].last, Some(last_of(deleted.event())));
}

/// Neither rows nor events.
pub async fn another_company_tells_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    created(store, &company, an_act(a_moment())).await;
    sealed(store, a_sealer(), company.id()).await;
    for kind in RowKind::ALL {
        assert_eq!(rows(store, &other, kind).await, []);
    }
    let linked = store.audit_inspection().linked_events(other.id(), None, 9);
    assert_eq!(linked.await.unwrap(), []);
}

/// Those that are there and those that are not.
pub async fn rows_are_told_by_id_in_steps_of_any_length(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for nth in 0..7 {
        let credential = a_credential().of(&company).recorded();
        store.credentials().insert(&credential, None).await.unwrap();
        if nth % 2 == 0 {
            let removal = removal_of(credential.subject(), an_act(a_moment()));
            store.credentials().delete(&removal).await.unwrap();
        }
    }
    let all = rows(store, &company, RowKind::Credential).await;
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by_key(|row| row.id));
    for limit in [1, 3, 7] {
        let (mut walked, mut after): (Vec<AuditedRow>, Option<Uuid>) = (Vec::new(), None);
        loop {
            let page = store.audit_inspection();
            let page = page.audited_rows(company.id(), RowKind::Credential, after, limit);
            let page = page.await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= limit as usize);
            after = Some(last.id);
            walked.extend(page);
        }
        assert_eq!(walked, all);
    }
}

/// They may be gone already, without an event.
pub async fn rows_of_a_deleted_company_are_told_as_such(store: &dyn Store) {
    let company = a_stored_company(store).await;
    created(store, &company, an_act(a_moment())).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    delete(store, &company).await;
    for kind in RowKind::ALL {
        let told = rows(store, &company, kind).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].company_is_deleted);
    }
}

async fn rows(store: &dyn Store, company: &Company, kind: RowKind) -> Vec<AuditedRow> {
    let rows = store.audit_inspection();
    rows.audited_rows(company.id(), kind, None, 1000)
        .await
        .unwrap()
}

fn row_of(credential: &Credential, event: &AuditEvent) -> AuditedRow {
    AuditedRow {
        id: credential.id().as_uuid(),
        columns: Some(Ok(credential.digest_input())),
        last: Some(last_of(event)),
        company_is_deleted: false,
    }
}

fn last_of(event: &AuditEvent) -> LastChange {
    LastChange {
        id: event.id(),
        event: Ok(event.clone()),
    }
}

fn a_renaming() -> CredentialEdit {
    CredentialEdit {
        name: CredentialName::parse("Edited").ok(),
        ..CredentialEdit::default()
    }
}

async fn delete(store: &dyn Store, company: &Company) -> AuditEvent {
    let deletion = company.clone().delete(an_act(a_moment())).sign(a_signature);
    store.companies().delete(&deletion).await.unwrap();
    deletion.event().clone()
}
