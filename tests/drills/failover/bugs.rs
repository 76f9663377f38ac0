use std::net::SocketAddr;

use pullkey_throwaway_postgres::Database;

use super::{
    relay::Relay,
    replicas::{Replication, proxy, url_of},
    strike::Strike,
};
use crate::{drill::Broken, trigger::LOST_RECORD};

/// Bugs that a service could have, or whoever runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Commits are answered that no standby has. Planted by Patroni's settings.
    Asynchronous,
    /// A node takes a commit whose wait for its standby was ended for one that the standby has. Planted by a relay
    /// before PostgreSQL that lets no warning of it through.
    IgnoredWarning,
    /// A node stays at the server that was the primary. Planted by a URL that has no other.
    LostNode,
    /// A create and its record are written in two transactions. Planted by a trigger that takes some records away.
    LostRecord,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("asynchronous", Self::Asynchronous),
        ("ignored-warning", Self::IgnoredWarning),
        ("lost-node", Self::LostNode),
        ("lost-record", Self::LostRecord),
    ];

    pub(super) fn replication(bug: Option<Self>) -> Replication {
        match bug {
            Some(Self::Asynchronous) => Replication::Asynchronous,
            _ => Replication::Synchronous,
        }
    }

    /// What brings it to light.
    pub(super) fn strike(self) -> Strike {
        match self {
            Self::Asynchronous | Self::IgnoredWarning => Strike::Abandon,
            Self::LostNode => Strike::SwitchOver,
            Self::LostRecord => Strike::Kill,
        }
    }

    /// What stands between the second node and the proxy.
    pub(super) fn relay(self) -> Option<Relay> {
        (self == Self::IgnoredWarning).then(|| Relay::to(proxy()))
    }

    /// The URL of the second node, where it is another one than it should be.
    pub(super) fn url(self, primary: SocketAddr, relay: Option<&Relay>) -> Option<String> {
        match (self, relay) {
            (Self::LostNode, _) => Some(url_of(primary)),
            (_, Some(relay)) => Some(url_of(relay.address()) + "?sslmode=disable"),
            _ => None,
        }
    }

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        if self == Self::LostRecord {
            LOST_RECORD.plant(database);
        }
    }

    /// Whether it was found as what it is.
    pub(super) fn is_found_by(self, Broken(what): &Broken) -> bool {
        match self {
            Self::LostNode => what.contains("there was no"),
            // A create that is repeated is the first of its key again; whoever does not repeat it finds it missing.
            Self::Asynchronous | Self::IgnoredWarning => {
                was_forgotten(what)
                    || what.contains("has 0 rows")
                    || what.contains("acknowledged lost") && !what.starts_with("0 ")
            }
            Self::LostRecord => was_forgotten(what) || what.contains("has 2 rows"),
        }
    }
}

/// Whether a key is not known any more under which something was created.
fn was_forgotten(what: &str) -> bool {
    [
        "is not marked",
        "several answers that are no replays",
        "answers that differ",
    ]
    .iter()
    .any(|told| what.contains(told))
}
