//! Rules of [`AuditChain`](crate::AuditChain).

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use pullkey_domain::{
    audit::AuditEvent,
    company::Company,
    credential::{CredentialEdit, CredentialName},
};

use super::{
    a_stored_company, all_events, at_once,
    fixtures::{
        a_company, a_credential, a_growth, a_mark, a_moment, a_sealer, a_signature, an_act,
        an_api_key, created, deletion_of, edit_of, end_of, failed_opening_of, removal_of,
        rewrap_of, rewrapped, rotation_of, sealed, switch_of, unsealed_of,
    },
};
use crate::{ChainEnd, Managers, Store};

/// In its own transaction, whatever is changed by whichever port.
pub async fn every_change_marks_its_event_as_not_sealed(store: &dyn Store) {
    let company = a_stored_company(store).await;
    changed_in_every_way(store, &company).await;
    let deletion = company.clone().delete(an_act(a_moment()));
    let deletion = deletion.sign(a_signature);
    store.companies().delete(&deletion).await.unwrap();
    let events = all_events(store, &company).await.items;
    let mut marked = Vec::new();
    for unsealed in unsealed_of(store, company.id()).await {
        assert!(!unsealed.is_linked);
        let event = unsealed.event.unwrap().unwrap();
        assert_eq!(event.id(), unsealed.id);
        marked.push(event);
    }
    assert_eq!(marked.len(), 13);
    let by_id = |events: Vec<AuditEvent>| -> Vec<_> {
        let mut events: Vec<_> = events.into_iter().map(|it| (it.id(), it)).collect();
        events.sort_by_key(|(id, _)| *id);
        events
    };
    assert_eq!(by_id(marked), by_id(events));
}

/// As nothing happened.
pub async fn a_refused_change_marks_nothing(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let before = unsealed_of(store, company.id()).await;
    let again = a_credential()
        .of(&company)
        .with_id(credential.subject().id())
        .recorded();
    assert!(store.credentials().insert(&again, None).await.is_err());
    let removal = removal_of(credential.subject(), an_act(a_moment()));
    store.credentials().delete(&removal).await.unwrap();
    let late = removal_of(credential.subject(), an_act(a_moment()));
    assert!(store.credentials().delete(&late).await.is_err());
    let after = unsealed_of(store, company.id()).await;
    assert_eq!(after.len(), before.len() + 1);
}

/// In steps of any length, each once.
pub async fn events_that_are_not_sealed_are_walked_by_company_and_id(store: &dyn Store) {
    for _ in 0..3 {
        let company = a_stored_company(store).await;
        for _ in 0..3 {
            created(store, &company, an_act(a_moment())).await;
        }
    }
    let all = store.audit_chain().unsealed(None, 100).await.unwrap();
    let places: Vec<_> = all.iter().map(|it| (it.company, it.id)).collect();
    assert_eq!(places.len(), 12);
    assert!(places.is_sorted(), "{places:?}");
    for limit in [1, 5, 12] {
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let page = store.audit_chain().unsealed(after, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= limit as usize);
            after = Some((last.company, last.id));
            walked.extend(page);
        }
        assert_eq!(walked, all);
    }
}

/// Its events are not marked any more.
pub async fn a_chain_begins_and_grows_on_from_its_head(store: &dyn Store) {
    let (company, sealer) = (a_stored_company(store).await, a_sealer());
    // The first is that of the company itself.
    for links in [1, 3] {
        if links > 1 {
            for _ in 0..links {
                created(store, &company, an_act(a_moment())).await;
            }
        }
        let growth = sealed(store, sealer, company.id()).await;
        assert_eq!(growth.links.len(), links);
        assert_eq!(unsealed_of(store, company.id()).await, []);
        let last = growth.links.last().unwrap();
        let expected = ChainEnd {
            company: company.id(),
            head: Some(growth.to.clone()),
            last: Some((last.seq, last.mac.mac.into())),
        };
        assert_eq!(end_of(store, company.id()).await, expected);
    }
}

/// However it differs: so nobody who is mistaken about a chain touches it.
pub async fn a_growth_from_elsewhere_than_the_head_changes_nothing(store: &dyn Store) {
    let (company, sealer) = (a_stored_company(store).await, a_sealer());
    let first = sealed(store, sealer, company.id()).await;
    created(store, &company, an_act(a_moment())).await;
    let unsealed = unsealed_of(store, company.id()).await;
    let end = end_of(store, company.id()).await;
    let (mut other_place, mut other_link) = (first.to.clone(), first.to.clone());
    other_place.seq += 1;
    other_link.link[0] ^= 1;
    for from in [None, Some(other_place), Some(other_link)] {
        let growth = a_growth(company.id(), from, &unsealed);
        let grown = store.audit_chain().grow(sealer, vec![growth]).await;
        assert_eq!(grown.unwrap(), []);
        assert_eq!(unsealed_of(store, company.id()).await, unsealed);
        assert_eq!(end_of(store, company.id()).await, end);
    }
}

/// Many companies are sealed together.
pub async fn a_growth_that_is_refused_holds_up_no_other_one(store: &dyn Store) {
    let (one, two) = (a_stored_company(store).await, a_stored_company(store).await);
    let sealer = a_sealer();
    sealed(store, sealer, two.id()).await;
    created(store, &two, an_act(a_moment())).await;
    let mut growths = Vec::new();
    for company in [&one, &two] {
        let unsealed = unsealed_of(store, company.id()).await;
        growths.push(a_growth(company.id(), None, &unsealed));
    }
    let grown = store.audit_chain().grow(sealer, growths).await.unwrap();
    assert_eq!(grown, [one.id()]);
    assert_eq!(unsealed_of(store, one.id()).await, []);
    assert_eq!(unsealed_of(store, two.id()).await.len(), 1);
}

/// Even by one and the same sealer, whom no turn keeps from it.
pub async fn of_growths_at_once_one_stands(store: &dyn Store) {
    let (company, sealer) = (a_stored_company(store).await, a_sealer());
    for _ in 0..5 {
        created(store, &company, an_act(a_moment())).await;
        let unsealed = unsealed_of(store, company.id()).await;
        let from = end_of(store, company.id()).await.head;
        let growth = a_growth(company.id(), from, &unsealed);
        let grown = AtomicUsize::new(0);
        at_once(8, async || {
            let answer = store.audit_chain().grow(sealer, vec![growth.clone()]);
            let count = answer.await.unwrap().len();
            grown.fetch_add(count, Ordering::SeqCst);
        });
        assert_eq!(grown.into_inner(), 1);
        assert_eq!(end_of(store, company.id()).await.head, Some(growth.to));
    }
}

/// In steps of any length.
pub async fn heads_are_walked_by_company(store: &dyn Store) {
    let (sealer, mut expected) = (a_sealer(), Vec::new());
    for _ in 0..5 {
        let company = a_stored_company(store).await;
        expected.push(sealed(store, sealer, company.id()).await.to);
    }
    a_stored_company(store).await;
    expected.sort_by_key(|head| head.company);
    for limit in [1, 2, 9] {
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let page = store.audit_chain().heads(after, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= limit as usize);
            after = Some(last.company);
            walked.extend(page);
        }
        assert_eq!(walked, expected);
    }
}

/// Nothing of it was sealed yet, or it never was.
pub async fn a_company_without_a_chain_ends_nowhere(store: &dyn Store) {
    let fresh = a_stored_company(store).await.id();
    let absent = a_company().recorded().subject().id();
    for company in [fresh, absent] {
        let expected = ChainEnd {
            company,
            head: None,
            last: None,
        };
        assert_eq!(end_of(store, company).await, expected);
    }
    assert_eq!(store.audit_chain().ends(vec![]).await.unwrap(), []);
}

/// By when it happened.
pub async fn the_backlog_is_counted_and_its_oldest_event_told(store: &dyn Store) {
    let empty = store.audit_chain().backlog().await.unwrap();
    assert_eq!((empty.events, empty.oldest), (0, None));
    let company = a_stored_company(store).await;
    let later = a_moment().after(Duration::from_secs(9));
    for at in [later, a_moment()] {
        created(store, &company, an_act(at)).await;
    }
    let backlog = store.audit_chain().backlog().await.unwrap();
    assert_eq!((backlog.events, backlog.oldest), (3, Some(a_moment())));
    sealed(store, a_sealer(), company.id()).await;
    assert_eq!(store.audit_chain().backlog().await.unwrap(), empty);
}

/// Its events stay, and what tells that they did.
pub async fn a_deleted_company_keeps_its_chain(store: &dyn Store) {
    let (company, sealer) = (a_stored_company(store).await, a_sealer());
    sealed(store, sealer, company.id()).await;
    let deletion = company.clone().delete(an_act(a_moment()));
    let deletion = deletion.sign(a_signature);
    store.companies().delete(&deletion).await.unwrap();
    let growth = sealed(store, sealer, company.id()).await;
    let sweep = store.maintenance();
    while sweep.sweep_deleted_company(company.id(), 9).await.unwrap() > 0 {}
    assert_eq!(growth.to.seq, 2);
    let end = end_of(store, company.id()).await;
    assert_eq!(end.head, Some(growth.to));
    assert_eq!(end.last.map(|(seq, _)| seq), Some(2));
}

/// Does everything that leaves an event, but for the company's own deletion: twelve events.
async fn changed_in_every_way(store: &dyn Store, company: &Company) {
    let act = || an_act(a_moment());
    let credential = a_credential().of(company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    let used = failed_opening_of(credential.subject(), act());
    store.credentials().record_use(&used).await.unwrap();
    let edit = CredentialEdit {
        name: CredentialName::parse("Edited").ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(credential.subject(), edit, act());
    store.credentials().update(&edited).await.unwrap();
    let other = a_credential().of(company).recorded();
    store.credentials().insert(&other, None).await.unwrap();
    let told = rewrap_of(company);
    // Each batch tells of the same event.
    for credential in [edited.subject().credential(), other.subject()] {
        let moved = vec![rewrapped(credential, &a_mark(2))];
        let replaced = store.rewrapping().replace_sealed(&told, moved);
        assert_eq!(replaced.await.unwrap(), 1);
    }
    let removal = removal_of(edited.subject().credential(), act());
    store.credentials().delete(&removal).await.unwrap();
    let key = an_api_key().of(company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let off = switch_of(key.subject(), false, act());
    let none = Managers::NoneNeedRemain;
    store.api_keys().update(&off, none).await.unwrap();
    let rotated = rotation_of(off.subject(), act());
    store.api_keys().rotate(&rotated, None).await.unwrap();
    let deleted = deletion_of(rotated.subject());
    store.api_keys().delete(&deleted, none).await.unwrap();
    created(store, company, act()).await;
}
