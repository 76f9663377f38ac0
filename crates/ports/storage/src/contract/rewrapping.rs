//! Rules of [`Rewrapping`](crate::Rewrapping) about secrets that are sealed anew.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use pullkey_domain::{
    audit::{Act, Recorded},
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName, RewrappedCredential, SealMark},
    id::CredentialId,
};

use super::{
    a_stored_company, all_credentials, all_events, at_once,
    credential_store::{assert_found, stored},
    fixtures::{
        CredentialBuilder, a_credential, a_mark, a_moment, a_signature, an_act, edit_of,
        removal_of, rewrap_of, rewrapped,
    },
};
use crate::{SealStep, Store};

pub(super) const OLD: u8 = 1;
pub(super) const NEW: u8 = 2;

/// No version and no moment, so that nobody who has it needs to read it again.
pub async fn new_bytes_take_the_place_of_those_that_were_opened_and_nothing_else_changes(
    store: &dyn Store,
) {
    let company = a_stored_company(store).await;
    let [first, second, other] = sealed_and_stored(store, &company, OLD).await;
    let moved = [&first, &second].map(|it| rewrapped(it, &a_mark(NEW)));
    assert_eq!(replace(store, &company, moved.to_vec()).await, 2);
    for (before, moved) in [&first, &second].into_iter().zip(&moved) {
        let after = found(store, before).await;
        assert_eq!(after.sealed(), moved.sealed());
        assert_same_but_for_the_seal(&after, before);
    }
    assert_found(store, &other).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(3));
    let step = walk(store, &company, None, 10).await;
    assert_eq!(step.credentials, [other]);
}

/// Or else the secret that somebody gave would be lost.
pub async fn an_edit_that_comes_between_stays(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [opened, other] = sealed_and_stored(store, &company, OLD).await;
    let edit = CredentialEdit {
        secret_given: true,
        ..CredentialEdit::default()
    };
    let edited = edit_of(&opened, edit, later());
    store.credentials().update(&edited).await.unwrap();
    let moved = [&opened, &other].map(|it| rewrapped(it, &a_mark(NEW)));
    assert_eq!(replace(store, &company, moved.to_vec()).await, 1);
    assert_found(store, edited.subject().credential()).await;
    assert!(found(store, &other).await.sealed().bears(&a_mark(NEW)));
}

/// What was opened is what stands there, whatever else was changed.
pub async fn an_edit_that_leaves_the_bytes_is_kept_with_the_new_ones(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [opened] = sealed_and_stored(store, &company, OLD).await;
    let edit = CredentialEdit {
        name: CredentialName::parse("Another name").ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(&opened, edit, later());
    store.credentials().update(&edited).await.unwrap();
    let moved = vec![rewrapped(&opened, &a_mark(NEW))];
    assert_eq!(replace(store, &company, moved).await, 1);
    let after = found(store, &opened).await;
    assert!(after.sealed().bears(&a_mark(NEW)));
    assert_same_but_for_the_seal(&after, edited.subject().credential());
}

/// Its id is no way back.
pub async fn what_was_deleted_does_not_come_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [opened] = sealed_and_stored(store, &company, OLD).await;
    let removal = removal_of(&opened, later());
    store.credentials().delete(&removal).await.unwrap();
    let moved = vec![rewrapped(&opened, &a_mark(NEW))];
    assert_eq!(replace(store, &company, moved).await, 0);
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
}

/// Down to the bytes.
pub async fn another_company_s_credential_of_the_same_id_stays(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [own] = sealed_and_stored(store, &company, OLD).await;
    let theirs = sealed_under(&other, OLD).with_id(own.id()).recorded();
    let [theirs] = stored(store, [theirs]).await;
    let moved = vec![rewrapped(&own, &a_mark(NEW))];
    assert_eq!(replace(store, &company, moved).await, 1);
    assert_found(store, theirs.subject()).await;
}

/// It stands there with the first that moved.
pub async fn one_event_tells_of_any_number_of_calls(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credentials = sealed_and_stored::<3>(store, &company, OLD).await;
    let told = rewrap_of(&company);
    for credential in &credentials {
        let moved = vec![rewrapped(credential, &a_mark(NEW))];
        let replaced = store.rewrapping().replace_sealed(&told, moved).await;
        assert_eq!(replaced.unwrap(), 1);
        let events = all_events(store, &company).await;
        assert!(events.items.contains(told.event()));
        assert_eq!(events.total, 1 + 3 + 1);
    }
}

/// Neither if there is nothing to move, nor if others were first.
pub async fn what_moves_nothing_is_not_told(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [credential] = sealed_and_stored(store, &company, OLD).await;
    let moved = vec![rewrapped(&credential, &a_mark(NEW))];
    assert_eq!(replace(store, &company, moved.clone()).await, 1);
    let before = all_events(store, &company).await;
    for nothing in [moved, vec![]] {
        assert_eq!(replace(store, &company, nothing).await, 0);
    }
    assert_eq!(all_events(store, &company).await, before);
}

/// Whether it was deleted or never was.
pub async fn a_company_that_is_gone_is_left_alone(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [credential] = sealed_and_stored(store, &company, OLD).await;
    delete(store, &company).await;
    let before = all_events(store, &company).await;
    let moved = vec![rewrapped(&credential, &a_mark(NEW))];
    assert_eq!(replace(store, &company, moved).await, 0);
    assert_eq!(all_events(store, &company).await, before);
}

/// In whatever order they come.
pub async fn of_calls_for_the_same_credentials_at_once_each_moves_once(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credentials = sealed_and_stored::<16>(store, &company, OLD).await;
    let (turns, replaced) = (AtomicU64::new(0), AtomicU64::new(0));
    at_once(8, async || {
        let turn = turns.fetch_add(1, Ordering::Relaxed);
        let moved = credentials.iter().map(|it| rewrapped(it, &a_mark(NEW)));
        let mut moved: Vec<_> = moved.collect();
        if turn.is_multiple_of(2) {
            moved.reverse();
        }
        let moved = replace(store, &company, moved).await;
        replaced.fetch_add(moved, Ordering::Relaxed);
    });
    assert_eq!(replaced.into_inner(), 16);
    assert_eq!(counted(store, &a_mark(NEW)).await, (16, 0));
}

pub(super) async fn walk(
    store: &dyn Store,
    company: &Company,
    after: Option<CredentialId>,
    limit: u32,
) -> SealStep {
    let limit = NonZeroU32::new(limit).unwrap();
    let mark = a_mark(NEW);
    let step = store.rewrapping();
    let step = step.walk_sealed_otherwise(company.id(), &mark, after, limit);
    let step = step.await.unwrap();
    assert_eq!(step.corrupt, []);
    step
}

async fn replace(
    store: &dyn Store,
    company: &Company,
    credentials: Vec<RewrappedCredential>,
) -> u64 {
    let told = rewrap_of(company);
    let replaced = store.rewrapping().replace_sealed(&told, credentials);
    replaced.await.unwrap()
}

/// How many bear the mark, and how many do not.
pub(super) async fn counted(store: &dyn Store, mark: &SealMark) -> (u64, u64) {
    let bear = store.rewrapping().count_sealed(mark).await;
    let others = store.rewrapping().count_sealed_otherwise(mark).await;
    (bear.unwrap(), others.unwrap())
}

pub(super) fn sealed_under(company: &Company, key: u8) -> CredentialBuilder {
    let bytes = [a_mark(key).as_bytes(), b"sealed"].concat();
    a_credential().of(company).sealed_as(&bytes)
}

pub(super) async fn sealed_and_stored<const N: usize>(
    store: &dyn Store,
    company: &Company,
    key: u8,
) -> [Credential; N] {
    let created = [(); N].map(|()| sealed_under(company, key).recorded());
    let created = stored(store, created).await;
    created.map(Recorded::into_subject)
}

async fn found(store: &dyn Store, credential: &Credential) -> Credential {
    let (company, id) = (credential.company(), credential.id());
    let found = store.credentials().find(company, id).await;
    found.unwrap().unwrap()
}

fn assert_same_but_for_the_seal(after: &Credential, before: &Credential) {
    assert_eq!(after.digest_input(), before.digest_input());
    assert_eq!(after.binding(), before.binding());
}

pub(super) async fn delete(store: &dyn Store, company: &Company) {
    let deletion = company.clone().delete(later()).sign(a_signature);
    store.companies().delete(&deletion).await.unwrap();
}

fn later() -> Act {
    an_act(a_moment().after(Duration::from_secs(5)))
}
