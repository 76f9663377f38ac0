use pullkey_cipher::{RingKey, RingKeyState};
use pullkey_domain::{
    encoding::Parts,
    ring_key::{RingKeyId, RingKeyKind},
};

use super::{InvalidRing, Material};
use crate::key::Key;

/// All keys of one kind: the primary, which makes new things, and the others, which only open old ones.
pub(crate) struct Keys<K> {
    primary: Held<K>,
    others: Vec<Held<K>>,
}

/// A key of the ring, ready for use.
pub(crate) struct Held<K> {
    pub(crate) id: RingKeyId,
    pub(crate) key: K,
    state: RingKeyState,
    check: [u8; 16],
}

impl<K: From<Key>> Keys<K> {
    pub(super) fn of(
        kind: RingKeyKind,
        primary: RingKeyId,
        keys: Vec<Material>,
    ) -> Result<Self, InvalidRing> {
        let held = keys.into_iter().map(Held::of);
        let (mut primaries, others): (Vec<_>, _) = held.partition(|key| key.id == primary);
        let id = primary;
        match primaries.pop() {
            None => Err(InvalidRing::NoPrimary { kind, id }),
            Some(primary) if primary.state != RingKeyState::Active => {
                Err(InvalidRing::InactivePrimary { kind, id })
            }
            Some(primary) => Ok(Self { primary, others }),
        }
    }
}

impl<K> Keys<K> {
    /// The key that new things are made with.
    pub(crate) fn primary(&self) -> &Held<K> {
        &self.primary
    }

    /// The key of this id, if it may open anything.
    pub(crate) fn find(&self, id: RingKeyId) -> Option<&K> {
        self.iter()
            .find(|held| held.id == id && held.state != RingKeyState::Disabled)
            .map(|held| &held.key)
    }

    pub(super) fn census(&self, kind: RingKeyKind) -> impl Iterator<Item = RingKey> {
        self.iter().map(move |held| RingKey {
            id: held.id,
            kind,
            state: held.state,
            primary: held.id == self.primary.id,
            check: held.check,
        })
    }

    fn iter(&self) -> impl Iterator<Item = &Held<K>> {
        std::iter::once(&self.primary).chain(&self.others)
    }
}

impl<K: From<Key>> Held<K> {
    fn of(material: Material) -> Self {
        Self {
            id: material.id,
            state: material.state,
            check: check(&material),
            key: material.key.into(),
        }
    }
}

/// The first 16 bytes of an HMAC-SHA256 under the key itself, over kind and id.
fn check(material: &Material) -> [u8; 16] {
    let message = Parts::of("pullkey/ring-key-check")
        .part(material.kind.as_str())
        .part(material.id.to_be_bytes())
        .finish();
    let mut check = [0; 16];
    check.copy_from_slice(&material.key.mac(&message)[..16]);
    check
}
