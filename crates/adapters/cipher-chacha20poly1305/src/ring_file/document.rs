//! The JSON of a key ring file.

mod key_text;

use pullkey_cipher::RingKeyState;
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use self::key_text::KeyText;
use super::RingFileKey;
use crate::{InvalidRing, KeyRing, key::Key, ring::Material};

const FORMAT: u64 = 1;

/// A key ring as it is written. Its words are checked when it becomes a [`KeyRing`].
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    format: u64,
    primary: Primary,
    keys: Vec<Entry>,
}

/// The id of each kind's primary.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Primary {
    secret: u32,
    pepper: u32,
    audit: u32,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: u32,
    kind: Box<str>,
    state: Box<str>,
    created: Box<str>,
    key: KeyText,
}

/// What is read of a ring of any format.
#[derive(Deserialize)]
struct Versioned {
    format: u64,
}

impl Document {
    pub(super) fn parse(text: &[u8]) -> Result<Self, InvalidRing> {
        let Versioned { format } = serde_json::from_slice(text).map_err(|error| form(&error))?;
        if format != FORMAT {
            return Err(InvalidRing::Format(format));
        }
        serde_json::from_slice(text).map_err(|error| form(&error))
    }

    /// Three fresh keys, one of each kind.
    pub(super) fn fresh(now: Timestamp, mut random: impl FnMut(&mut [u8])) -> Self {
        let mut keys = Vec::new();
        let mut add = |kind| add_fresh(&mut keys, kind, RingKeyState::Active, now, &mut random);
        let primary = Primary {
            secret: add(RingKeyKind::Secret),
            pepper: add(RingKeyKind::Pepper),
            audit: add(RingKeyKind::Audit),
        };
        Self {
            format: FORMAT,
            primary,
            keys,
        }
    }

    #[expect(clippy::expect_used, reason = "numbers and texts into memory")]
    pub(super) fn to_json(&self) -> Zeroizing<Vec<u8>> {
        // All of it is allocated at once: a buffer that grew would leave a copy behind.
        let size = 512 * (1 + self.keys.len());
        let mut text = Zeroizing::new(Vec::with_capacity(size));
        serde_json::to_writer_pretty(&mut *text, self).expect("JSON of numbers and texts");
        text.push(b'\n');
        text
    }

    /// Adds a fresh key that only opens, and tells its id.
    pub(super) fn add(
        &mut self,
        kind: RingKeyKind,
        now: Timestamp,
        random: impl FnMut(&mut [u8]),
    ) -> RingKeyId {
        let state = RingKeyState::DecryptOnly;
        RingKeyId::new(add_fresh(&mut self.keys, kind, state, now, random))
    }

    /// Every key, without the key, in the order of the file. Those of a ring that breaks a rule may be left out.
    pub(super) fn keys(&self) -> Vec<RingFileKey> {
        let shown = self.keys.iter().map(|entry| self.shown(entry));
        shown.filter_map(Result::ok).collect()
    }

    fn shown(&self, entry: &Entry) -> Result<RingFileKey, InvalidRing> {
        let (id, kind) = (RingKeyId::new(entry.id), entry.kind()?);
        Ok(RingFileKey {
            id,
            kind,
            state: entry.state()?,
            primary: self.primary.of(kind) == id,
            created: entry.created()?,
        })
    }

    /// Makes a key the primary of its kind. The one until now only opens from then on.
    pub(super) fn promote(&mut self, kind: RingKeyKind, id: RingKeyId) {
        let before = self.primary.of(kind);
        *self.primary.of_mut(kind) = id.as_u32();
        self.set_state(before, RingKeyState::DecryptOnly);
        self.set_state(id, RingKeyState::Active);
    }

    pub(super) fn set_state(&mut self, id: RingKeyId, state: RingKeyState) {
        let entries = self.keys.iter_mut();
        for entry in entries.filter(|entry| entry.id == id.as_u32()) {
            entry.state = state.as_str().into();
        }
    }

    pub(super) fn into_ring(self) -> Result<KeyRing, InvalidRing> {
        let keys: Result<_, _> = self.keys.into_iter().map(Entry::into_material).collect();
        KeyRing::of(|kind| self.primary.of(kind), keys?)
    }
}

impl Primary {
    fn of(&self, kind: RingKeyKind) -> RingKeyId {
        RingKeyId::new(match kind {
            RingKeyKind::Secret => self.secret,
            RingKeyKind::Pepper => self.pepper,
            RingKeyKind::Audit => self.audit,
        })
    }

    fn of_mut(&mut self, kind: RingKeyKind) -> &mut u32 {
        match kind {
            RingKeyKind::Secret => &mut self.secret,
            RingKeyKind::Pepper => &mut self.pepper,
            RingKeyKind::Audit => &mut self.audit,
        }
    }
}

impl Entry {
    fn into_material(self) -> Result<Material, InvalidRing> {
        let id = RingKeyId::new(self.id);
        self.created()?;
        Ok(Material {
            id,
            kind: self.kind()?,
            state: self.state()?,
            key: self.key.decode().ok_or(InvalidRing::Length(id))?,
        })
    }

    fn kind(&self) -> Result<RingKeyKind, InvalidRing> {
        let invalid = InvalidRing::Kind(RingKeyId::new(self.id));
        RingKeyKind::parse(&self.kind).ok_or(invalid)
    }

    fn state(&self) -> Result<RingKeyState, InvalidRing> {
        let invalid = InvalidRing::State(RingKeyId::new(self.id));
        RingKeyState::parse(&self.state).ok_or(invalid)
    }

    fn created(&self) -> Result<Timestamp, InvalidRing> {
        let invalid = InvalidRing::Created(RingKeyId::new(self.id));
        Timestamp::parse(&self.created).map_err(|_| invalid)
    }
}

/// Adds a fresh key and tells its id: random, or the next free one.
fn add_fresh(
    keys: &mut Vec<Entry>,
    kind: RingKeyKind,
    state: RingKeyState,
    now: Timestamp,
    mut random: impl FnMut(&mut [u8]),
) -> u32 {
    let mut drawn = [0; 4];
    random(&mut drawn);
    let mut id = u32::from_be_bytes(drawn);
    while keys.iter().any(|key| key.id == id) {
        id = id.wrapping_add(1);
    }
    keys.push(Entry {
        id,
        kind: kind.as_str().into(),
        state: state.as_str().into(),
        created: now.to_string().into(),
        key: KeyText::encode(&Key::filled(|key| random(key))),
    });
    id
}

/// Where, and nothing else: serde's own words may repeat what stands there.
fn form(error: &serde_json::Error) -> InvalidRing {
    InvalidRing::Form {
        line: error.line(),
        column: error.column(),
    }
}

#[cfg(test)]
mod altered;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_that_a_ring_is_written_into_never_grows() {
        let highest = |bytes: &mut [u8]| bytes.fill(u8::MAX);
        let mut ring = Document::fresh(Timestamp::MAX, highest);
        for keys in 3..20 {
            let text = ring.to_json();
            assert_eq!(text.capacity(), 512 * (1 + keys), "{} bytes", text.len());
            ring.add(RingKeyKind::Pepper, Timestamp::MAX, highest);
        }
    }
}
