use std::{fmt, pin::Pin};

use bytes::Bytes;
use futures_core::Stream;

/// What a registry answered with.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time for each pull, and nobody keeps it"
)]
#[derive(Debug)]
pub enum Fetched {
    /// It itself.
    Here(Content),
    /// Where the client can get it, without a login.
    Elsewhere(SignedAddress),
}

/// What was fetched.
#[derive(Debug)]
pub struct Content {
    /// What the registry says of it.
    pub description: Description,
    /// The bytes.
    pub body: Body,
}

/// What a registry says of what it answers with. It is nobody's but its own word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// What kind of thing it is.
    pub media_type: Option<String>,
    /// How many bytes it has.
    pub length: Option<u64>,
    /// Which bytes of the whole these are, if they are not all: `bytes 0-99/1000`.
    pub range: Option<String>,
    /// In what units parts of it can be asked for.
    pub accepted_ranges: Option<String>,
    /// Its digest.
    pub digest: Option<String>,
    /// What tells it from other states of itself.
    pub entity_tag: Option<String>,
    /// Whatever else the specification has names for, all of which begin with `oci-`.
    pub oci_headers: Vec<(String, String)>,
    /// The query of the next page.
    pub next: Option<String>,
}

/// The bytes of an answer.
pub enum Body {
    /// None, as they were not asked for.
    Absent,
    /// All of them.
    Whole(Bytes),
    /// Piece by piece.
    Pieces(Pieces),
}

/// Bytes as they come. Nobody fetches more than is taken.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Interrupted>> + Send>>;

/// What came piece by piece ended too early.
#[derive(Debug, thiserror::Error)]
#[error("the registry's answer ended too early: {0}")]
pub struct Interrupted(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// An address at which anybody who knows it gets something, for some minutes. It is shown to whoever asked, and to nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedAddress(Box<str>);

impl SignedAddress {
    /// This one.
    pub fn new(address: impl Into<Box<str>>) -> Self {
        Self(address.into())
    }

    /// All of it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SignedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedAddress")
    }
}

/// Not the bytes.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Whole(_) => "Whole",
            Self::Pieces(_) => "Pieces",
        })
    }
}
