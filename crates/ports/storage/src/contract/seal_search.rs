//! Rules of [`Rewrapping`](crate::Rewrapping) about what is found by its seal.

use pullkey_domain::credential::Credential;

use super::{
    a_stored_company,
    credential_store::stored,
    fixtures::{a_credential, a_mark, a_moment, an_act, removal_of},
    rewrapping::{NEW, OLD, counted, delete, sealed_and_stored, sealed_under, walk},
};
use crate::Store;

/// In steps of any length. Those with the mark are walked over.
pub async fn a_walk_gives_those_without_the_mark_once_in_order_of_id(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let mut expected = Vec::new();
    for nth in 0..12_u8 {
        let key = [OLD, NEW, 3][usize::from(nth % 3)];
        let id = format!("{:x}0000000-0000-8000-8000-000000000000", nth * 5 % 12);
        let created = sealed_under(&company, key).with_id(id.parse().unwrap());
        let [created] = stored(store, [created.recorded()]).await;
        if key != NEW {
            expected.push(created.into_subject());
        }
    }
    expected.sort_by_key(Credential::id);
    for limit in [1, 2, 5, 11, 12, 13, 100] {
        let (mut walked, mut after) = (Vec::new(), None);
        for _ in 0..=12 {
            let step = walk(store, &company, after, limit).await;
            assert!(step.credentials.len() <= limit as usize);
            walked.extend(step.credentials);
            after = step.last;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((&walked, after), (&expected, None), "by {limit}");
    }
}

/// Be it one of theirs or not.
pub async fn a_walk_goes_on_behind_any_place(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let mut all = sealed_and_stored::<3>(store, &company, OLD).await;
    all.sort_by_key(Credential::id);
    for (nth, credential) in all.iter().enumerate() {
        let step = walk(store, &company, Some(credential.id()), 10).await;
        assert_eq!(step.credentials, all[nth + 1..]);
    }
    let removal = removal_of(&all[1], an_act(a_moment()));
    store.credentials().delete(&removal).await.unwrap();
    let step = walk(store, &company, Some(all[1].id()), 10).await;
    assert_eq!(step.credentials, all[2..]);
}

/// Nobody else's is among them, nor are those walked over.
pub async fn a_walk_keeps_to_its_company(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    sealed_and_stored::<2>(store, &other, OLD).await;
    let [own] = sealed_and_stored(store, &company, OLD).await;
    sealed_and_stored::<2>(store, &other, OLD).await;
    let step = walk(store, &company, None, 10).await;
    assert_eq!((step.credentials, step.last), (vec![own], None));
}

/// Such bytes are of no key, and have to be told.
pub async fn what_has_fewer_bytes_than_the_mark_does_not_bear_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let mark = a_mark(NEW);
    for length in 0..mark.as_bytes().len() {
        let created = a_credential().of(&company);
        let created = created.sealed_as(&mark.as_bytes()[..length]);
        stored(store, [created.recorded()]).await;
    }
    let step = walk(store, &company, None, 10).await;
    assert_eq!(step.credentials.len(), mark.as_bytes().len());
    assert_eq!(counted(store, &mark).await, (0, 5));
}

/// All of them, or all others.
pub async fn a_credential_is_counted_by_its_mark_whatever_its_company(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    assert_eq!(counted(store, &a_mark(OLD)).await, (0, 0));
    sealed_and_stored::<3>(store, &company, OLD).await;
    sealed_and_stored::<2>(store, &other, OLD).await;
    sealed_and_stored::<1>(store, &other, NEW).await;
    assert_eq!(counted(store, &a_mark(OLD)).await, (5, 1));
    assert_eq!(counted(store, &a_mark(NEW)).await, (1, 5));
    assert_eq!(counted(store, &a_mark(3)).await, (0, 6));
}

/// Nothing opens them any more, whatever key they are sealed under.
pub async fn those_of_deleted_companies_do_not_count(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    sealed_and_stored::<2>(store, &company, OLD).await;
    sealed_and_stored::<3>(store, &other, OLD).await;
    delete(store, &company).await;
    assert_eq!(counted(store, &a_mark(OLD)).await, (3, 0));
    assert_eq!(counted(store, &a_mark(NEW)).await, (0, 3));
}
