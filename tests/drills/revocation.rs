//! `revocation`: who holds a key that ended is let in by no node any more, soon and for good.
//!
//! Holders use fresh keys at every node without a pause, so that each node remembers them. Then the keys end, beside two
//! nodes on one PostgreSQL database and beside a node with the embedded store:
//!
//! - by the command line, which revokes them or deletes their company: a second after it ended, nobody is let in;
//! - over HTTP at one node, where a key is deleted, switched off, narrowed, rotated or given an end: at that node, whatever
//!   is sent after the answer is refused, and elsewhere nobody is let in a second later. An end is exact at every node:
//!   nobody is refused before, nor let in after it;
//! - in the database, while nodes cannot find out: with the epoch of keys locked, nobody is let in after 2 seconds, and with
//!   PostgreSQL hung, after 5.
//!
//! What is let in is told by requests of two kinds, as one of them is answered without the database as long as the node
//! remembers the key. Who was refused once is never let in again, and somebody whose key did not end is never refused.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Installation, Node};
use pullkey_throwaway_postgres::{Cluster, Database};

use crate::{
    drill::{Broken, Drill, Run, Verdict},
    service::Front,
};

mod bugs;
mod change;
mod holder;
mod judgement;
mod party;
mod situation;
mod stall;

pub(crate) use self::bugs::Bug;
use self::{
    change::Change,
    party::{Party, Revoked},
    situation::{Scene, Stage, Trial},
    stall::Hung,
};

/// See the module.
pub(crate) struct Revocation;

impl Drill for Revocation {
    const NAME: &str = "revocation";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        on_postgres(run, bug)?;
        embedded(run, bug)
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.starts_with(&format!("{}:", bug.situation()))
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
    for _ in 0..run.pick(1, 10) {
        let mut trials = trials_of(&party, Stage::TwoNodes, &Change::TOLD, run.pick(2, 4));
        // One kind of change at a time: the other node would hear of one by the next.
        for change in Change::TOLD {
            let (now, later) = trials
                .into_iter()
                .partition(|trial| trial.situation.change == change);
            trials = later;
            party.try_out(now, in_turn)?;
        }
    }
    for _ in 0..run.pick(1, 5) {
        let trials = trials_of(&party, Stage::EpochLocked, &[Change::Erased], 2);
        party.try_out(trials, |_, trials| {
            let stall = database.hold("LOCK TABLE auth_epoch IN ACCESS EXCLUSIVE MODE");
            let at = by_hand(database, trials);
            Ok(Revoked { at, stall })
        })?;
        let trials = trials_of(&party, Stage::DatabaseHung, &[Change::Erased], 2);
        party.try_out(trials, |_, trials| {
            let at = by_hand(database, trials);
            let stall = Hung::start(&cluster);
            Ok(Revoked { at, stall })
        })?;
    }
    party.end()
}

fn embedded(run: &Run, bug: Option<Bug>) -> Verdict {
    let scene = Scene::default();
    let front = [front(Node::start(), bug, &scene)];
    let mut party = Party::new(front[0].node.folder(), &front, scene);
    for _ in 0..run.pick(1, 5) {
        let trials = trials_of(&party, Stage::Embedded, &Change::TOLD, run.pick(1, 4));
        party.try_out(trials, in_turn)?;
    }
    party.end()
}

fn front(node: Node, bug: Option<Bug>, scene: &Scene) -> Front {
    let proxy = bug.and_then(|bug| bug.before(node.place(), scene));
    Front::of(node).behind(proxy)
}

/// Each node has read the epoch at least once in such a time.
const SETTLING: Duration = Duration::from_secs(1);

/// So many keys for each of these changes. No node is to hear yet that they were made: it would forget everybody just then,
/// and would so know what it was not told.
fn trials_of(party: &Party<'_>, stage: Stage, changes: &[Change], keys: usize) -> Vec<Trial> {
    let situations = changes.iter().map(|change| stage.with(*change));
    let repeated = situations.flat_map(|situation| vec![situation; keys]);
    let trials = repeated.map(|situation| party.trial(situation)).collect();
    sleep(SETTLING);
    trials
}

/// Makes the change of each, one after the other.
fn in_turn(party: &Party<'_>, trials: &[Trial]) -> Result<Revoked<()>, Broken> {
    let made = trials.iter().map(|trial| {
        let situation = trial.situation;
        let at = situation.change.make(party, trial);
        at.map_err(|Broken(what)| Broken(format!("{situation}: {what}")))
    });
    Ok(Revoked {
        at: made.collect::<Result<_, _>>()?,
        stall: (),
    })
}

/// Erases keys in the database itself, without telling anybody.
fn by_hand(database: &Database, trials: &[Trial]) -> Vec<Instant> {
    let ids: Vec<_> = trials.iter().map(|it| format!("'{}'", it.key.id)).collect();
    let ids = ids.join(", ");
    database.query(&format!(
        "WITH gone AS (DELETE FROM api_keys WHERE id IN ({ids}))
         DELETE FROM api_key_handles WHERE api_key_id IN ({ids})"
    ));
    vec![Instant::now(); trials.len()]
}
