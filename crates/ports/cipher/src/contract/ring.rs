//! What [`RingCensus`] promises.

use std::collections::BTreeSet;

use pullkey_domain::ring_key::RingKeyKind;

use crate::{RingCensus, RingKeyState};

/// New things of each kind are made with one key.
pub fn every_kind_has_one_primary(census: &dyn RingCensus) {
    let keys = census.keys();
    for kind in RingKeyKind::ALL {
        let primaries = keys.iter().filter(|key| key.primary && key.kind == kind);
        assert_eq!(primaries.count(), 1, "of kind {kind}");
    }
}

/// A key that only opens old things makes no new ones.
pub fn every_primary_is_active(census: &dyn RingCensus) {
    for key in census.keys().iter().filter(|key| key.primary) {
        assert_eq!(key.state, RingKeyState::Active, "key {}", key.id);
    }
}

/// An id alone tells which key something was made with, whatever its kind.
pub fn no_two_keys_share_an_id(census: &dyn RingCensus) {
    let keys = census.keys();
    let ids: BTreeSet<_> = keys.iter().map(|key| key.id).collect();
    assert_eq!(ids.len(), keys.len());
}

/// The checks tell keys apart.
pub fn no_two_keys_share_a_check(census: &dyn RingCensus) {
    let keys = census.keys();
    let checks: BTreeSet<_> = keys.iter().map(|key| key.check).collect();
    assert_eq!(checks.len(), keys.len());
}

/// A check that was stored can be compared with later ones.
pub fn the_census_is_the_same_each_time(census: &dyn RingCensus) {
    let by_id = || {
        let mut keys = census.keys();
        keys.sort_by_key(|key| key.id);
        keys
    };
    assert_eq!(by_id(), by_id());
}
