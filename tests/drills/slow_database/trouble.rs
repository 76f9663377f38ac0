use std::time::Duration;

use pullkey_throwaway_postgres::Cluster;

use crate::{
    drill::Run,
    relay::{Pace, Relay},
};

/// What happens to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Each of its answers comes later than it was given.
    Late,
    /// All its processes are kept from running.
    Hung,
    /// Nothing comes from it or gets to it any more, and nobody says so.
    HalfOpen,
}

const LATE: Duration = Duration::from_secs(2);

impl Trouble {
    const ALL: [Self; 3] = [Self::Late, Self::Hung, Self::HalfOpen];

    /// Each as often as a run wants it.
    pub(super) fn sequence(run: &Run) -> Vec<Self> {
        vec![Self::ALL; run.pick(1, 10)].concat()
    }

    /// As the figures name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Late => "2 s late",
            Self::Hung => "hung",
            Self::HalfOpen => "half-open",
        }
    }

    pub(super) fn begin(self, cluster: &Cluster, relay: &Relay) {
        match self {
            Self::Late => relay.set_pace(Pace::Late(LATE)),
            Self::Hung => cluster.hang(),
            Self::HalfOpen => relay.vanish(),
        }
    }

    /// Lets all be as it was, but for connections that lead nowhere.
    pub(super) fn end(self, cluster: &Cluster, relay: &Relay) {
        match self {
            Self::Late => relay.set_pace(Pace::AsIs),
            Self::Hung => cluster.resume(),
            Self::HalfOpen => relay.stand_again(),
        }
    }
}
