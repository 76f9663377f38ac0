//! Rules of [`CredentialStore`](crate::CredentialStore), its lists excepted.

use std::{future::poll_fn, pin::pin, task::Poll};

use pullkey_domain::{
    audit::{Act, Recorded},
    credential::{Credential, RegistryProvider},
    timestamp::Timestamp,
};

use super::{
    ODD_NAMES, a_stored_company, all_credentials, all_events, at_once,
    fixtures::{a_company, a_credential, a_moment, an_act},
};
use crate::{InsertError, Inserted, Store, StoreError};

/// In every field.
pub async fn what_was_inserted_is_found(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [credential] = stored(store, [a_credential().of(&company).recorded()]).await;
    assert_found(store, credential.subject()).await;
}

/// Each in its own word.
pub async fn every_provider_survives(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |provider| {
        let credential = a_credential().of(&company).provided_by(provider);
        credential.recorded()
    };
    for credential in stored(store, RegistryProvider::ALL.map(each)).await {
        assert_found(store, credential.subject()).await;
    }
}

/// Byte for byte.
pub async fn names_with_odd_characters_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |name| a_credential().of(&company).named(name).recorded();
    for credential in stored(store, ODD_NAMES.map(each)).await {
        assert_found(store, credential.subject()).await;
    }
}

/// Before 1970, too.
pub async fn the_first_and_the_last_moment_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |at| a_credential().of(&company).created_at(at).recorded();
    for credential in stored(store, [Timestamp::MIN, Timestamp::MAX].map(each)).await {
        assert_found(store, credential.subject()).await;
    }
}

/// From none to more than a page of any database.
pub async fn sealed_bytes_of_any_length_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |length| {
        let bytes = vec![0xfe; length];
        a_credential().of(&company).sealed_as(&bytes).recorded()
    };
    for credential in stored(store, [0, 3, 20_000].map(each)).await {
        assert_found(store, credential.subject()).await;
    }
}

/// Not even by the right id.
pub async fn another_company_finds_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [credential] = stored(store, [a_credential().of(&company).recorded()]).await;
    let id = credential.subject().id();
    let found = store.credentials().find(other.id(), id).await;
    assert_eq!(found.unwrap(), None);
}

/// A total tells, too.
pub async fn another_company_lists_and_counts_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    stored(store, [a_credential().of(&company).recorded()]).await;
    let page = all_credentials(store, &other).await;
    assert_eq!((page.items, page.total), (vec![], Some(0)));
}

/// Neither the credential nor an event in a trail that nobody has.
pub async fn an_absent_company_takes_nothing(store: &dyn Store) {
    let absent = a_company().recorded().into_subject();
    let credential = a_credential().of(&absent).recorded();
    let refused = store.credentials().insert(&credential, None).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    assert_eq!(all_credentials(store, &absent).await.total, Some(0));
    assert_eq!(all_events(store, &absent).await.total, 0);
}

/// Ids are ours: a second one is a fault, and must not overwrite.
pub async fn a_second_credential_of_an_id_is_refused_and_the_first_stays(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [first] = stored(store, [a_credential().of(&company).recorded()]).await;
    let second = a_credential().of(&company).named("Second");
    let second = second.with_id(first.subject().id()).recorded();
    assert_refused(store, &second).await;
    assert_found(store, first.subject()).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(1));
    let events = all_events(store, &company).await;
    assert!(!events.items.contains(second.event()));
}

/// No company may learn from a refusal which ids another has.
pub async fn two_companies_may_use_one_id(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let first = a_credential().of(&company).recorded();
    let second = a_credential().of(&other).named("Second");
    let second = second.with_id(first.subject().id()).recorded();
    for credential in stored(store, [first, second]).await {
        assert_found(store, credential.subject()).await;
    }
}

/// Both or neither, although the event is what fails.
pub async fn a_refused_event_takes_its_credential_with_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let [first] = stored(store, [a_credential().of(&company).recorded()]).await;
    let act = Act {
        event: first.event().id(),
        ..an_act(a_moment())
    };
    let second = a_credential().of(&company).created_by(act).recorded();
    assert_refused(store, &second).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(1));
    let events = all_events(store, &company).await;
    assert!(events.items.contains(first.event()) && !events.items.contains(second.event()));
}

/// The API has no such rule, so no store may have it.
pub async fn the_same_name_and_username_twice_are_two_credentials(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let twin = || {
        let twin = a_credential().of(&company).named("Twin");
        twin.for_user("twin").recorded()
    };
    stored(store, [twin(), twin()]).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(2));
}

/// Whatever a store does to write them together, each is answered for itself.
pub async fn many_inserts_at_once_all_stand(store: &dyn Store) {
    let company = a_stored_company(store).await;
    at_once(32, async || {
        for _ in 0..7 {
            stored(store, [a_credential().of(&company).recorded()]).await;
        }
    });
    assert_eq!(all_credentials(store, &company).await.total, Some(32 * 7));
    assert_eq!(all_events(store, &company).await.total, 32 * 7 + 1);
}

/// Whether it left before or after its turn.
pub async fn a_caller_that_goes_away_leaves_nothing_half_and_the_others_whole(store: &dyn Store) {
    let company = a_stored_company(store).await;
    at_once(8, async || {
        for _ in 0..8 {
            let left = a_credential().of(&company).recorded();
            leave(store.credentials().insert(&left, None)).await;
            for kept in stored(store, [a_credential().of(&company).recorded()]).await {
                assert_found(store, kept.subject()).await;
            }
        }
    });
    let credentials = all_credentials(store, &company).await.total.unwrap();
    let events = all_events(store, &company).await.total;
    assert!(credentials >= 64);
    assert_eq!(credentials + 1, events);
}

/// Starts a call, and goes away without its answer.
async fn leave(call: impl Future) {
    let mut call = pin!(call);
    poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await;
}

pub(super) async fn stored<const N: usize>(
    store: &dyn Store,
    credentials: [Recorded<Credential>; N],
) -> [Recorded<Credential>; N] {
    for credential in &credentials {
        let inserted = store.credentials().insert(credential, None).await;
        assert_eq!(inserted.unwrap(), Inserted::Stored);
    }
    credentials
}

pub(super) async fn assert_found(store: &dyn Store, credential: &Credential) {
    let found = store.credentials();
    let found = found.find(credential.company(), credential.id()).await;
    assert_eq!(found.unwrap().as_ref(), Some(credential));
}

async fn assert_refused(store: &dyn Store, credential: &Recorded<Credential>) {
    let refused = store.credentials().insert(credential, None).await;
    assert!(matches!(
        refused,
        Err(InsertError::Store(StoreError::Unexpected(_)))
    ));
}
