use std::iter;

use fastrand::Rng;
use pullkey_domain::audit::Action;
use serde_json::{Map, Value, json};

/// A request of a writer, as the journal keeps it.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) act: Act,
    /// The credential it is about, but for one that is to be created.
    pub(super) credential: Option<String>,
    /// What the credential is afterwards; nothing, if it is to be deleted.
    pub(super) after: Option<Fields>,
    /// Whether it has its request id as its idempotency key.
    pub(super) keyed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Create,
    Update,
    Delete,
}

impl Act {
    /// The word of its audit event.
    pub(super) fn action(self) -> &'static str {
        let action = match self {
            Self::Create => Action::CredentialCreate,
            Self::Update => Action::CredentialUpdate,
            Self::Delete => Action::CredentialDelete,
        };
        action.as_str()
    }
}

/// What a credential is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) username: String,
    pub(super) secret: String,
    pub(super) registry: String,
}

const CUSTOM: &str = "custom";
const REGISTRIES: [&str; 7] = [
    "gcr",
    "ecr",
    "dockerHub",
    "github",
    "gitlab",
    "digitalOcean",
    CUSTOM,
];
/// Which members a change has, as bits.
const NAME: u8 = 1;
const USERNAME: u8 = 2;
const SECRET: u8 = 4;
const REGISTRY: u8 = 8;

impl Fields {
    pub(super) fn random(rng: &mut Rng) -> Self {
        Self {
            name: text(rng, 10..256),
            username: iter::repeat_with(|| rng.alphanumeric()).take(12).collect(),
            secret: text(rng, 8..129),
            registry: REGISTRIES[rng.usize(..REGISTRIES.len())].to_owned(),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "username": self.username,
            "secret": self.secret,
            "registry": self.registry,
        })
    }

    /// Changes at least one of them. Gives the body that asks for it.
    pub(super) fn change(&mut self, rng: &mut Rng) -> Value {
        let mut other = Self::random(rng);
        // Equal values would be no change, and have no event.
        while other.registry == self.registry {
            other.registry = Self::random(rng).registry;
        }
        let mut which = rng.u8(1..16);
        // To or from a custom registry a credential moves with its secret only.
        let moves = [self.registry.as_str(), &other.registry].contains(&CUSTOM);
        if which & REGISTRY != 0 && moves {
            which |= SECRET;
        }
        let members = [
            (NAME, ("name", &mut self.name, other.name)),
            (USERNAME, ("username", &mut self.username, other.username)),
            (SECRET, ("secret", &mut self.secret, other.secret)),
            (REGISTRY, ("registry", &mut self.registry, other.registry)),
        ];
        let mut body = Map::new();
        for (bit, (name, own, other)) in members {
            if which & bit != 0 {
                body.insert(name.to_owned(), other.clone().into());
                *own = other;
            }
        }
        body.into()
    }
}

fn text(rng: &mut Rng, length: std::ops::Range<usize>) -> String {
    let length = rng.usize(length);
    iter::repeat_with(|| match rng.u8(..8) {
        0 => rng.char('\u{a1}'..='\u{17f}'),
        1 => rng.char('\u{1f300}'..='\u{1f5ff}'),
        _ => rng.char(' '..='~'),
    })
    .take(length)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_changes_what_its_body_names_and_nothing_else() {
        let mut rng = Rng::with_seed(1);
        for _ in 0..200 {
            let mut fields = Fields::random(&mut rng);
            let before = fields.to_json();
            let body = fields.change(&mut rng);
            let after = fields.to_json();
            assert_ne!(after, before);
            for (name, value) in before.as_object().unwrap() {
                assert_eq!(&after[name], body.get(name).unwrap_or(value), "{name}");
            }
        }
    }
}
