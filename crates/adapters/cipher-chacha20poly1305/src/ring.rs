//! The key ring: every key that this node has, by kind.

mod audit_key;
mod keys;
mod pepper;
mod secret_key;

use std::collections::BTreeSet;

use pullkey_cipher::{RingKey, RingKeyState};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use crate::key::Key;

pub(crate) use self::{
    audit_key::AuditKey,
    keys::{Held, Keys},
    pepper::Pepper,
    secret_key::SecretKey,
};

/// The keys of this node, in memory. They are wiped when it is dropped, and there is no way to print them.
///
/// It comes from a file: see [`load`](Self::load) and [`create`](Self::create).
pub struct KeyRing {
    pub(crate) secrets: Keys<SecretKey>,
    pub(crate) peppers: Keys<Pepper>,
    pub(crate) audits: Keys<AuditKey>,
}

/// Which rule of a key ring is broken, and by which key. Never what the ring holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRing {
    /// It is no JSON, or JSON of another shape.
    #[error("it has not the form of a key ring, at line {line}, column {column}")]
    Form {
        /// The line where it stops being one, from 1.
        line: usize,
        /// The column there.
        column: usize,
    },
    /// It was written for another version.
    #[error("its format is {0}; this version of Pullkey knows format 1")]
    Format(u64),
    /// An id must tell which key it is.
    #[error("two of its keys have the id {0}")]
    SharedId(RingKeyId),
    /// There is no such kind of key.
    #[error("the kind of key {0} is none of secret, pepper, audit")]
    Kind(RingKeyId),
    /// There is no such state of a key.
    #[error("the state of key {0} is none of active, decrypt_only, disabled")]
    State(RingKeyId),
    /// When it was made cannot be read.
    #[error("the time at which key {0} was created is none such as 2025-01-30T00:00:00.000Z")]
    Created(RingKeyId),
    /// A key is 32 bytes.
    #[error("key {0} is not 32 bytes in base64")]
    Length(RingKeyId),
    /// A primary must be a key of its kind.
    #[error("it has no {kind} key {id}, which is its primary {kind} key")]
    NoPrimary {
        /// Whose primary.
        kind: RingKeyKind,
        /// The id that stands there.
        id: RingKeyId,
    },
    /// A primary makes new things, so it must be active.
    #[error("its primary {kind} key {id} is not active")]
    InactivePrimary {
        /// Whose primary.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
}

/// A key as the file has it.
pub(crate) struct Material {
    pub(crate) id: RingKeyId,
    pub(crate) kind: RingKeyKind,
    pub(crate) state: RingKeyState,
    pub(crate) key: Key,
}

impl KeyRing {
    /// A ring of these keys, if they obey its rules. `primary` tells the primary of each kind.
    pub(crate) fn of(
        primary: impl Fn(RingKeyKind) -> RingKeyId,
        keys: Vec<Material>,
    ) -> Result<Self, InvalidRing> {
        let mut ids = BTreeSet::new();
        if let Some(second) = keys.iter().find(|key| !ids.insert(key.id)) {
            return Err(InvalidRing::SharedId(second.id));
        }
        let (secrets, keys) = split(keys, RingKeyKind::Secret);
        let (peppers, audits) = split(keys, RingKeyKind::Pepper);
        Ok(Self {
            secrets: Keys::of(RingKeyKind::Secret, primary(RingKeyKind::Secret), secrets)?,
            peppers: Keys::of(RingKeyKind::Pepper, primary(RingKeyKind::Pepper), peppers)?,
            audits: Keys::of(RingKeyKind::Audit, primary(RingKeyKind::Audit), audits)?,
        })
    }

    /// Every key, without the key.
    pub fn keys(&self) -> Vec<RingKey> {
        let secrets = self.secrets.census(RingKeyKind::Secret);
        let peppers = self.peppers.census(RingKeyKind::Pepper);
        let audits = self.audits.census(RingKeyKind::Audit);
        secrets.chain(peppers).chain(audits).collect()
    }
}

fn split(keys: Vec<Material>, kind: RingKeyKind) -> (Vec<Material>, Vec<Material>) {
    keys.into_iter().partition(|key| key.kind == kind)
}
