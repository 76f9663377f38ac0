use pullkey_tests::{Installation, Node};
use pullkey_throwaway_postgres::shared;

use super::store::Store;
use crate::kind::Kind;

/// A service on one of the stores.
pub(super) struct Site {
    pub(super) node: Node,
    /// What its database belongs to, if it has no embedded one.
    installation: Option<Installation>,
}

impl Site {
    /// An empty one with these lines in its configuration.
    pub(super) fn start(kind: Kind, settings: &[String]) -> Self {
        match kind {
            Kind::Embedded => Self {
                node: Node::start_with(settings),
                installation: None,
            },
            Kind::Postgres => {
                let installation = Installation::with_settings(shared().database(), settings);
                Self {
                    node: installation.node(),
                    installation: Some(installation),
                }
            }
        }
    }

    /// Its database, beside it.
    pub(super) fn store(&self) -> Store {
        match &self.installation {
            None => Store::Embedded(self.node.database()),
            Some(installation) => Store::Postgres(installation.database().session()),
        }
    }
}
