//! Rules of [`RingKeyStore`](crate::RingKeyStore).

use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use super::{at_once, fixtures::a_ring_key};
use crate::{KnownRingKey, Store};

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
        store.ring_keys().register(key.clone()).await.unwrap();
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
    store.ring_keys().register(first.clone()).await.unwrap();
    store.ring_keys().register(second).await.unwrap();
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
    store.ring_keys().register(secret).await.unwrap();
    store.ring_keys().register(audit).await.unwrap();
    assert_eq!(store.ring_keys().known().await.unwrap().len(), 2);
}

/// Several nodes start with one ring.
pub async fn keys_registered_at_once_are_known_once(store: &dyn Store) {
    let key = a_ring_key();
    at_once(16, async || {
        store.ring_keys().register(key.clone()).await.unwrap();
    });
    assert_eq!(store.ring_keys().known().await.unwrap(), [key]);
}
