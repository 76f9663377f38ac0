//! Rules of [`RingKeyStore`](crate::RingKeyStore).

use std::{collections::BTreeSet, sync::Mutex};

use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use super::{
    a_stored_company, all_events, at_once,
    fixtures::{
        a_claim, a_credential, a_moment, a_ring_key, a_sealer, an_act, an_api_key, rotation_of,
        sealed,
    },
};
use crate::{KnownRingKey, Registration, Store};

/// Nothing was made with any key yet.
pub async fn a_fresh_store_knows_no_key(store: &dyn Store) {
    assert_eq!(store.ring_keys().known().await.unwrap(), []);
}

/// In every field, the greatest id included.
pub async fn what_was_registered_is_known(store: &dyn Store) {
    let mut keys = RingKeyKind::ALL.map(|kind| KnownRingKey {
        kind,
        ..a_ring_key()
    });
    keys[0].id = RingKeyId::new(u32::MAX);
    keys[1].check = [0xff; 16];
    for key in &keys {
        register(store, key.clone()).await;
    }
    let known = store.ring_keys().known().await.unwrap();
    assert_eq!(known.len(), 3);
    assert!(keys.iter().all(|key| known.contains(key)));
}

/// Or else a false ring could take the place of the true one.
pub async fn a_second_registration_leaves_the_first(store: &dyn Store) {
    let first = a_ring_key();
    let second = KnownRingKey {
        check: [8; 16],
        ..first.clone()
    };
    register(store, first.clone()).await;
    register(store, second).await;
    assert_eq!(store.ring_keys().known().await.unwrap(), [first]);
}

/// Ids are drawn for each kind alone.
pub async fn one_id_of_two_kinds_is_two_keys(store: &dyn Store) {
    let secret = a_ring_key();
    let audit = KnownRingKey {
        kind: RingKeyKind::Audit,
        check: [8; 16],
        ..secret.clone()
    };
    register(store, secret).await;
    register(store, audit).await;
    assert_eq!(store.ring_keys().known().await.unwrap().len(), 2);
}

/// Several nodes start with one ring.
pub async fn keys_registered_at_once_are_known_once(store: &dyn Store) {
    let key = a_ring_key();
    at_once(16, async || {
        let known = store.ring_keys().known().await.unwrap();
        let registration = store.ring_keys().register(vec![key.clone()], known);
        // Whoever did not know of it yet finds it when he looks again.
        registration.await.unwrap();
    });
    assert_eq!(store.ring_keys().known().await.unwrap(), [key]);
}

/// Two nodes start with different rings: the other one must not find his keys among those of the database.
pub async fn of_rings_registered_at_once_one_is_known(store: &dyn Store) {
    let registered = Mutex::new(Vec::new());
    at_once(16, async || {
        let ring = RingKeyKind::ALL.map(|kind| KnownRingKey {
            kind,
            ..a_ring_key()
        });
        let registration = store.ring_keys().register(ring.to_vec(), vec![]);
        match registration.await.unwrap() {
            Registration::Done => registered.lock().unwrap().push(ring),
            Registration::Outdated => {}
        }
    });
    let registered = registered.into_inner().unwrap();
    assert_eq!(registered.len(), 1);
    let known = store.ring_keys().known().await.unwrap();
    assert_eq!(BTreeSet::from_iter(known), registered[0].clone().into());
}

/// Neither by too little nor by too much of it.
pub async fn who_is_mistaken_about_what_is_known_registers_nothing(store: &dyn Store) {
    let (first, second) = (a_ring_key(), a_ring_key());
    register(store, first.clone()).await;
    let other_check = KnownRingKey {
        check: [8; 16],
        ..first.clone()
    };
    for known in [vec![], vec![other_check], vec![first.clone(), a_ring_key()]] {
        let registration = store.ring_keys().register(vec![second.clone()], known);
        assert_eq!(registration.await.unwrap(), Registration::Outdated);
    }
    assert_eq!(store.ring_keys().known().await.unwrap(), [first]);
}

/// Each for itself, known or not, until it is taken back.
pub async fn a_retired_key_stays_so_until_that_is_taken_back(store: &dyn Store) {
    let (key, other) = (a_ring_key(), a_ring_key());
    assert_eq!(store.ring_keys().retired().await.unwrap(), []);
    for _ in 0..2 {
        retire(store, &key, true).await;
        retire(store, &other, true).await;
    }
    let retired = BTreeSet::from_iter(store.ring_keys().retired().await.unwrap());
    let both = [&key, &other].map(|key| (key.kind, key.id));
    assert_eq!(retired, both.into());
    for _ in 0..2 {
        retire(store, &other, false).await;
        let retired = store.ring_keys().retired().await.unwrap();
        assert_eq!(retired, [(key.kind, key.id)]);
    }
}

/// It says something of a key, and is no key.
pub async fn to_retire_a_key_registers_none(store: &dyn Store) {
    retire(store, &a_ring_key(), true).await;
    assert_eq!(store.ring_keys().known().await.unwrap(), []);
}

/// Each once, in whichever column it names it; and records of attempts, too.
pub async fn rows_that_name_a_pepper_are_counted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let count = async || {
        let mut counts = [4, 5, u32::MAX];
        for pepper in &mut counts {
            let id = RingKeyId::new(*pepper);
            let rows = store.ring_keys().rows_that_name(RingKeyKind::Pepper, id);
            *pepper = u32::try_from(rows.await.unwrap()).unwrap();
        }
        counts
    };
    assert_eq!(count().await, [0, 0, 0]);
    // Its verifier is made with 4, its row MAC with the greatest id.
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    assert_eq!(count().await, [1, 0, 1]);
    let rotated = rotation_of(key.subject(), an_act(a_moment()));
    store.api_keys().rotate(&rotated, None).await.unwrap();
    assert_eq!(count().await, [1, 1, 1]);
    let credential = a_credential().of(&company).recorded();
    let claim = Some(a_claim().record());
    let insert = store.credentials().insert(&credential, claim);
    insert.await.unwrap();
    assert_eq!(count().await, [1, 1, 2]);
    let secret = RingKeyId::new(4);
    let secrets = store
        .ring_keys()
        .rows_that_name(RingKeyKind::Secret, secret);
    assert_eq!(secrets.await.unwrap(), 0);
}

/// Events stay for good, so one that signed any is never free of them.
pub async fn events_that_an_audit_key_signed_are_counted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let events = all_events(store, &company).await;
    let signed = events.items[0].signature().key;
    let count = async |id| {
        let rows = store.ring_keys().rows_that_name(RingKeyKind::Audit, id);
        rows.await.unwrap()
    };
    assert_eq!(count(signed).await, 1);
    assert_eq!(count(RingKeyId::new(signed.as_u32() + 1)).await, 0);
}

/// A chain that cannot be checked is worth nothing.
pub async fn links_and_heads_that_an_audit_key_made_are_counted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let growth = sealed(store, a_sealer(), company.id()).await;
    let key = growth.links[0].mac.key;
    let rows = store.ring_keys().rows_that_name(RingKeyKind::Audit, key);
    assert_eq!(rows.await.unwrap(), 2);
}

async fn retire(store: &dyn Store, key: &KnownRingKey, retired: bool) {
    let retire = store.ring_keys().retire(key.kind, key.id, retired);
    retire.await.unwrap();
}

/// By who knows what is known.
async fn register(store: &dyn Store, key: KnownRingKey) {
    let known = store.ring_keys().known().await.unwrap();
    let registration = store.ring_keys().register(vec![key], known);
    assert_eq!(registration.await.unwrap(), Registration::Done);
}
