//! Rules of [`RingKeyStore`](crate::RingKeyStore).

use std::{collections::BTreeSet, sync::Mutex};

use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use super::{at_once, fixtures::a_ring_key};
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

/// By who knows what is known.
async fn register(store: &dyn Store, key: KnownRingKey) {
    let known = store.ring_keys().known().await.unwrap();
    let registration = store.ring_keys().register(vec![key], known);
    assert_eq!(registration.await.unwrap(), Registration::Done);
}
