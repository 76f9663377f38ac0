//! What becomes of old things when the ring turns.

mod api_keys;
mod cursors;
mod fingerprints;
mod secrets;
mod several_keys;

use pullkey_cipher::{RingCensus, RingKeyState};
use pullkey_domain::ring_key::RingKeyId;
use serde_json::Value;

use super::KeyRingCipher;
use crate::{
    KeyRing,
    fixture::{self, AUDIT, PEPPER, SECRET},
};

const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
const NEW: u32 = 99;

#[test]
fn the_census_tells_state_and_primary_of_every_key() {
    let mut keys: Vec<_> = turned("secret", "disabled")
        .keys()
        .into_iter()
        .map(|key| (key.id.as_u32(), key.kind.as_str(), key.state, key.primary))
        .collect();
    keys.sort_by_key(|key| key.0);
    let active = RingKeyState::Active;
    let expected = [
        (NEW, "secret", active, true),
        (SECRET, "secret", RingKeyState::Disabled, false),
        (PEPPER, "pepper", active, true),
        (AUDIT, "audit", active, true),
    ];
    assert_eq!(keys, expected);
}

#[test]
fn another_key_of_the_same_id_has_another_check() {
    let check_of = |first| {
        let mut ring = fixture::ring();
        ring["keys"][0] = fixture::key(SECRET, "secret", "active", first);
        let keys = fixture::cipher(&ring).keys();
        keys.into_iter()
            .find(|key| key.id == RingKeyId::new(SECRET))
    };
    assert_ne!(check_of(0), check_of(1));
    assert_eq!(check_of(1), check_of(1));
}

#[test]
fn a_ring_and_its_cipher_can_be_neither_shown_nor_copied() {
    static_assertions::assert_not_impl_any!(
        KeyRing: Clone, std::fmt::Debug, std::fmt::Display, serde::Serialize
    );
    static_assertions::assert_not_impl_any!(
        KeyRingCipher: Clone, std::fmt::Debug, std::fmt::Display, serde::Serialize
    );
}

/// The fixture's ring after a turn: a new primary of this kind, and the old one in another state.
fn turned(kind: &str, old: &str) -> KeyRingCipher {
    let mut ring = with_second(fixture::key(NEW, kind, "active", 0x80));
    ring["primary"][kind] = NEW.into();
    let keys = ring["keys"].as_array_mut().unwrap();
    let first = keys.iter_mut().find(|key| key["kind"] == kind).unwrap();
    first["state"] = old.into();
    fixture::cipher(&ring)
}

fn with_second(key: Value) -> Value {
    let mut ring = fixture::ring();
    ring["keys"].as_array_mut().unwrap().push(key);
    ring
}
