use std::fmt;

use uuid::Uuid;

use crate::{
    id::{ApiKeyId, AuditEventId},
    stored::InconsistentRow,
    timestamp::Timestamp,
};

/// Who does something, when, and in which request: everything of an event that does not follow from the change itself.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let act = Act {
///     event: AuditEventId::parse(ID).unwrap(),
///     actor: Actor::System,
///     request: RequestId::parse("0198f2c1-aaaa").ok(),
///     at: Timestamp::parse("2025-01-30T00:00:00Z").unwrap(),
/// };
/// let recorded = credential().delete(act).sign(sign);
/// assert_eq!(recorded.event().actor(), &Actor::System);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The id of the event that will tell of it.
    pub event: AuditEventId,
    /// Who does it.
    pub actor: Actor,
    /// The request that it is done in, if it is one.
    pub request: Option<RequestId>,
    /// When.
    pub at: Timestamp,
}

/// Who does something.
///
/// ```
/// use pullkey_domain::audit::{Actor, SystemUser};
///
/// let actor = Actor::CommandLine(SystemUser::of("root"));
/// assert_eq!((actor.kind(), actor.id().as_deref()), ("cli", Some("root")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Whoever holds this API key.
    ApiKey(ApiKeyId),
    /// Whoever holds the operator's key.
    Operator,
    /// A user of this machine, at the command line.
    CommandLine(SystemUser),
    /// Pullkey itself.
    System,
}

impl Actor {
    pub(super) const KINDS: [&str; 4] = ["api_key", "operator", "cli", "system"];

    /// The word for this kind of actor.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ApiKey(_) => "api_key",
            Self::Operator => "operator",
            Self::CommandLine(_) => "cli",
            Self::System => "system",
        }
    }

    /// Which one of its kind, where there are several.
    pub fn id(&self) -> Option<String> {
        match self {
            Self::ApiKey(id) => Some(id.to_string()),
            Self::CommandLine(user) => Some(user.0.to_string()),
            Self::Operator | Self::System => None,
        }
    }

    /// The actor of this kind and id.
    pub fn of(kind: &str, id: Option<&str>) -> Option<Self> {
        match (kind, id) {
            ("api_key", Some(id)) => ApiKeyId::parse(id).ok().map(Self::ApiKey),
            ("cli", Some(user)) => Some(Self::CommandLine(SystemUser::of(user))),
            ("operator", None) => Some(Self::Operator),
            ("system", None) => Some(Self::System),
            _ => None,
        }
    }

    /// The actor of a stored row. Only the very words that it would be stored in again will do: a MAC covers those, and
    /// must not vouch for others that read the same.
    pub(super) fn restore(kind: &str, id: Option<&str>) -> Result<Self, InconsistentRow> {
        match Self::of(kind, id) {
            Some(actor) if actor.id().as_deref() == id => Ok(actor),
            _ if Self::KINDS.contains(&kind) => Err(InconsistentRow::at("actor_id")),
            _ => Err(InconsistentRow::at("actor_kind")),
        }
    }
}

/// The name of a user of the machine that a command ran on, cut after 255 characters.
///
/// ```
/// use pullkey_domain::audit::SystemUser;
///
/// assert_eq!(SystemUser::of("root").to_string(), "root");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SystemUser(Box<str>);

impl SystemUser {
    /// The user of this name.
    pub fn of(name: &str) -> Self {
        Self(name.chars().filter(|c| *c != '\0').take(255).collect())
    }
}

impl fmt::Display for SystemUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names one request wherever it leaves a trace: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// ```
/// use pullkey_domain::audit::RequestId;
///
/// assert!(RequestId::parse("0198f2c1-aaaa").is_ok());
/// assert!(RequestId::parse("two words").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Box<str>);

/// Not a [`RequestId`].
///
/// ```
/// use pullkey_domain::audit::{InvalidRequestId, RequestId};
///
/// assert_eq!(RequestId::parse(""), Err(InvalidRequestId));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'")]
pub struct InvalidRequestId;

impl RequestId {
    /// Takes an id from outside.
    ///
    /// # Errors
    /// [`InvalidRequestId`] if it breaks the rule.
    pub fn parse(text: &str) -> Result<Self, InvalidRequestId> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidRequestId)
        }
    }

    /// An id that was made here.
    pub fn from_uuid(id: Uuid) -> Self {
        Self(id.to_string().into())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn each_kind() -> [Actor; 4] {
        [
            Actor::ApiKey(ApiKeyId::from_uuid(sample::uuid(3))),
            Actor::Operator,
            Actor::CommandLine(SystemUser::of("root")),
            Actor::System,
        ]
    }

    #[test]
    fn every_actor_is_read_back_from_its_kind_and_id() {
        for actor in each_kind() {
            let (kind, id) = (actor.kind(), actor.id());
            assert_eq!(Actor::of(kind, id.as_deref()), Some(actor));
        }
    }

    #[test]
    fn every_kind_is_known_to_the_restoring_of_rows() {
        assert_eq!(each_kind().map(|actor| actor.kind()), Actor::KINDS);
    }

    #[test]
    fn an_id_where_there_is_none_and_none_where_there_is_one_are_refused() {
        for (kind, id) in [
            ("operator", Some("1")),
            ("system", Some("")),
            ("api_key", None),
            ("cli", None),
            ("api_key", Some("1")),
            ("root", None),
        ] {
            assert_eq!(Actor::of(kind, id), None, "{kind} {id:?}");
        }
    }

    #[test]
    fn the_name_of_a_user_is_cut_after_255_characters_and_holds_no_nul() {
        let name = format!("\0{}", "é".repeat(300));
        assert_eq!(SystemUser::of(&name).to_string(), "é".repeat(255));
    }

    #[test]
    fn a_request_id_has_1_to_64_of_the_allowed_characters() {
        let longest = "a".repeat(64);
        for allowed in ["a", "0198-A_b.c", longest.as_str()] {
            let id = RequestId::parse(allowed).unwrap();
            assert_eq!((id.as_str(), id.to_string().as_str()), (allowed, allowed));
        }
        let too_long = "a".repeat(65);
        for refused in ["", " ", "a b", "a\n", "é", "a/b", too_long.as_str()] {
            assert_eq!(
                RequestId::parse(refused),
                Err(InvalidRequestId),
                "{refused:?}"
            );
        }
    }
}
