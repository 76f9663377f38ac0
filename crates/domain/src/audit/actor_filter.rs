use super::Actor;
use crate::id::ApiKeyId;

/// Whose events are looked for: those of every actor of a kind, or of one actor.
///
/// ```
/// use pullkey_domain::audit::{Actor, ActorFilter, SystemUser};
///
/// let root = Actor::CommandLine(SystemUser::of("root"));
/// assert!(ActorFilter::parse("cli").unwrap().includes(&root));
/// assert!(ActorFilter::parse("cli:root").unwrap().includes(&root));
/// assert!(!ActorFilter::parse("cli:anna").unwrap().includes(&root));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorFilter {
    kind: &'static str,
    id: Option<String>,
}

/// Not an [`ActorFilter`].
///
/// ```
/// use pullkey_domain::audit::{ActorFilter, InvalidActorFilter};
///
/// assert_eq!(ActorFilter::parse("operator:anna"), Err(InvalidActorFilter));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be api_key, cli, operator or system, or one actor: api_key:<id>, the id of an API key alone, or cli:<user>"
)]
pub struct InvalidActorFilter;

impl ActorFilter {
    /// Reads a kind of actors, or a kind and the id of one, with a colon between them. The id of an API key may stand
    /// alone.
    ///
    /// # Errors
    /// [`InvalidActorFilter`] if it names nobody who could be in an event.
    pub fn parse(text: &str) -> Result<Self, InvalidActorFilter> {
        if let Ok(key) = ApiKeyId::parse(text) {
            return Ok(Self::one(&Actor::ApiKey(key)));
        }
        let filter = match text.split_once(':') {
            None => Actor::KINDS
                .into_iter()
                .find(|kind| *kind == text)
                .map(|kind| Self { kind, id: None }),
            Some((kind, id)) => Actor::of(kind, Some(id))
                .filter(|actor| names(actor, id))
                .map(|actor| Self::one(&actor)),
        };
        filter.ok_or(InvalidActorFilter)
    }

    /// The events of this actor only.
    pub fn one(actor: &Actor) -> Self {
        Self {
            kind: actor.kind(),
            id: actor.id(),
        }
    }

    /// The word for the kind of actors.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Which one of its kind; `None` is each of them.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the events of this actor are looked for.
    pub fn includes(&self, actor: &Actor) -> bool {
        self.kind == actor.kind() && (self.id.is_none() || self.id == actor.id())
    }
}

/// Whether the actor is named as events name it: of the name of a user, nothing was cut off.
fn names(actor: &Actor, id: &str) -> bool {
    match actor {
        Actor::CommandLine(user) => !id.is_empty() && user.to_string() == id,
        Actor::ApiKey(_) | Actor::Operator | Actor::System => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::SystemUser, sample};

    const KEY: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

    fn user(name: &str) -> Actor {
        Actor::CommandLine(SystemUser::of(name))
    }

    fn key() -> Actor {
        Actor::ApiKey(ApiKeyId::parse(KEY).unwrap())
    }

    #[test]
    fn a_kind_includes_every_actor_of_it_and_no_other() {
        let actors = [key(), Actor::Operator, user("root"), Actor::System];
        for one in &actors {
            let filter = ActorFilter::parse(one.kind()).unwrap();
            assert_eq!((filter.kind(), filter.id()), (one.kind(), None));
            for other in &actors {
                assert_eq!(filter.includes(other), one == other, "{filter:?} {other:?}");
            }
        }
        let filter = ActorFilter::parse("cli").unwrap();
        assert!(filter.includes(&user("anna")));
    }

    #[test]
    fn one_actor_is_named_by_kind_and_id() {
        for (text, actor) in [
            (format!("api_key:{KEY}"), key()),
            ("cli:anna".to_owned(), user("anna")),
            ("cli:a:b ü".to_owned(), user("a:b ü")),
        ] {
            let filter = ActorFilter::parse(&text).unwrap();
            assert_eq!(filter, ActorFilter::one(&actor));
            assert_eq!(filter.kind(), actor.kind());
            assert_eq!(filter.id(), actor.id().as_deref());
            assert!(filter.includes(&actor), "{text}");
        }
        let other = Actor::ApiKey(ApiKeyId::from_uuid(sample::uuid(1)));
        let filter = ActorFilter::one(&key());
        assert!(!filter.includes(&other) && !filter.includes(&Actor::Operator));
    }

    #[test]
    fn the_id_of_an_api_key_is_enough_in_either_case() {
        let [named, alone, upper] = [format!("api_key:{KEY}"), KEY.to_owned(), KEY.to_uppercase()]
            .map(|text| ActorFilter::parse(&text).unwrap());
        assert_eq!(alone, named);
        assert_eq!(upper, named);
    }

    #[test]
    fn what_no_event_can_name_is_refused() {
        let too_long = format!("cli:{}", "a".repeat(256));
        for text in [
            "",
            ":",
            "root",
            "API_KEY",
            "api_key:",
            "api_key:1",
            "operator:",
            "operator:anna",
            "system:1",
            "cli:",
            "cli:a\0b",
            " cli",
            &too_long,
        ] {
            assert_eq!(
                ActorFilter::parse(text),
                Err(InvalidActorFilter),
                "{text:?}"
            );
        }
        let longest = format!("cli:{}", "ü".repeat(255));
        assert!(ActorFilter::parse(&longest).is_ok());
    }
}
