//! `revocation`: who holds a revoked key is let in by no node any more, soon and for good.
//!
//! Holders use fresh keys at every node without a pause, so that each node remembers them. Then the keys are revoked by
//! the command line, beside two nodes on one PostgreSQL database and beside a node with the embedded store: a second after
//! the command ended, nobody is let in. And again while nodes cannot find out: with the epoch of keys locked, nobody is let
//! in after 2 seconds, and with PostgreSQL hung, after 5. What is let in is told by requests of two kinds, as one of them
//! is answered without the database as long as the node remembers the key.
//!
//! Who was refused once is never let in again, and somebody whose key was not revoked is never refused.

use std::time::{Duration, Instant};

use pullkey_tests::{Installation, IssuedKey, Node, revoke_key};
use pullkey_throwaway_postgres::{Cluster, Database};

use crate::{
    drill::{Broken, Drill, Run, Verdict},
    service::Front,
};

mod bugs;
mod holder;
mod party;
mod situation;
mod stall;

pub(crate) use self::bugs::Bug;
use self::{
    party::{Party, Revoked},
    situation::{Scene, Situation},
    stall::Hung,
};

/// See the module.
pub(crate) struct Revocation;

const SOON: Duration = Duration::from_secs(1);
/// Whoever does not learn the epoch in time forgets everybody, and looks each up anew.
const WITHOUT_EPOCH: Duration = Duration::from_secs(2);
/// Whatever happens to the database.
const AT_LAST: Duration = Duration::from_secs(5);

impl Drill for Revocation {
    const NAME: &str = "revocation";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        on_postgres(run, bug)?;
        embedded(run, bug)
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.starts_with(bug.situation().name())
    }
}

fn on_postgres(run: &Run, bug: Option<Bug>) -> Verdict {
    let cluster = Cluster::start();
    let installation = Installation::on(cluster.database());
    let database = installation.database();
    let scene = Scene::default();
    let fronts = [(); 2].map(|()| front(installation.node(), bug, &scene));
    if let Some(bug) = bug {
        bug.plant(database);
    }
    let mut party = Party::new(installation.folder(), &fronts, scene);
    let (rounds, keys) = run.pick((1, 4), (10, 8));
    for _ in 0..rounds {
        party.try_out(Situation::TwoNodes, keys, SOON, by_command)?;
    }
    for _ in 0..run.pick(1, 5) {
        party.try_out(Situation::EpochLocked, 2, WITHOUT_EPOCH, |_, keys| {
            let stall = database.hold("LOCK TABLE auth_epoch IN ACCESS EXCLUSIVE MODE");
            let at = by_hand(database, keys);
            Revoked { at, stall }
        })?;
        party.try_out(Situation::DatabaseHung, 2, AT_LAST, |_, keys| {
            let at = by_hand(database, keys);
            let stall = Hung::start(&cluster);
            Revoked { at, stall }
        })?;
    }
    party.end()
}

fn embedded(run: &Run, bug: Option<Bug>) -> Verdict {
    let scene = Scene::default();
    let front = [front(Node::start(), bug, &scene)];
    let mut party = Party::new(front[0].node.folder(), &front, scene);
    for _ in 0..run.pick(1, 5) {
        party.try_out(Situation::Embedded, run.pick(2, 8), SOON, by_command)?;
    }
    party.end()
}

fn front(node: Node, bug: Option<Bug>, scene: &Scene) -> Front {
    let proxy = bug.and_then(|bug| bug.before(node.place(), scene));
    Front::of(node).behind(proxy)
}

/// Revokes keys one after the other, by the command line.
fn by_command(party: &Party, keys: &[IssuedKey]) -> Revoked<()> {
    let revoke = |key| {
        revoke_key(party.folder(), party.company(), key);
        Instant::now()
    };
    Revoked {
        at: keys.iter().map(revoke).collect(),
        stall: (),
    }
}

/// Revokes keys in the database itself, without telling anybody.
fn by_hand(database: &Database, keys: &[IssuedKey]) -> Vec<Instant> {
    let ids: Vec<_> = keys.iter().map(|key| format!("'{}'", key.id)).collect();
    let ids = ids.join(", ");
    database.query(&format!(
        "WITH gone AS (DELETE FROM api_keys WHERE id IN ({ids}))
         DELETE FROM api_key_handles WHERE api_key_id IN ({ids})"
    ));
    vec![Instant::now(); keys.len()]
}
