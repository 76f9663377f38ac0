use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

/// Tells which keys this node's ring holds, so that they can be compared with those that the store was written with.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait RingCensus: Send + Sync {
    /// Every key of the ring, in no particular order. No two MUST share an id or a check, and each kind MUST have one
    /// primary, which is active.
    fn keys(&self) -> Vec<RingKey>;
}

/// A key of the ring, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingKey {
    /// Its id.
    pub id: RingKeyId,
    /// What it is for.
    pub kind: RingKeyKind,
    /// What may be done with it.
    pub state: RingKeyState,
    /// Whether new things of its kind are made with it.
    pub primary: bool,
    /// 16 bytes that another key of the same id would not have: a MAC of the key over kind and id. They tell nothing
    /// about the key.
    pub check: [u8; 16],
}

/// What may be done with a key of the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RingKeyState {
    /// It makes new things, if it is its kind's primary, and opens old ones.
    Active,
    /// It opens old things only.
    DecryptOnly,
    /// It does nothing: nothing is left that was made with it.
    Disabled,
}

impl RingKeyState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::DecryptOnly, Self::Disabled];

    /// Its word in the key ring file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::DecryptOnly => "decrypt_only",
            Self::Disabled => "disabled",
        }
    }

    /// The state of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
