//! `failover`: of three servers of PostgreSQL, which Patroni has follow each other in step, the primary is killed, stopped,
//! cut off, isolated and switched over under load, again and again.
//!
//! Everything is real, but for the machines: each server is in namespaces of its own, with a cable to a network of the
//! drill. One node knows all servers by its URL, the other one comes to the primary by `HAProxy`. Creators, writers and
//! readers are those of `database-crash`.
//!
//! Each time another server must become the primary. Meanwhile, requests get only what the API's documentation foresees,
//! each within 5 seconds, and both nodes live on. As soon as a commit can be on two servers again, it takes 5 seconds at
//! most until every creator has something created, and each node does all that is asked of it. Then what was struck comes
//! back, some of it as if it still were the primary. In the end, the last primary has everything that was acknowledged,
//! whichever servers were lost on the way, and one row and one event for each idempotency key.

use std::thread;

use pullkey_tests::Installation;
use tempfile::tempdir;
use tokio::runtime::Runtime;

use crate::{
    away::{Crowd, Size, Watch, await_all},
    crash::Kept,
    drill::{Broken, Drill, Run, Verdict},
    service::{Front, Nodes, all_live},
};

mod bugs;
mod machine;
mod network;
mod relay;
mod replicas;
mod server;
mod strike;
mod strikes;

pub(crate) use self::bugs::Bug;
use self::{
    network::Network,
    replicas::{Replicas, proxy, url_of},
    strike::Strike,
    strikes::Strikes,
};

/// See the module.
pub(crate) struct Failover;

/// Few: who is refused asks again at once, and the processors are shared with three servers and all that keeps them.
const SIZE: Size = Size {
    creators: 6,
    writers: 2,
    readers: 2,
};

impl Drill for Failover {
    const NAME: &str = "failover";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let folder = tempdir().expect("there is room for a folder");
        let inside = || {
            let network = Network::enter(folder.path());
            let replicas = Replicas::start(&network, folder.path(), Bug::replication(bug));
            run_on(run, bug, replicas)
        };
        // Only this thread, and what it starts, is in the drill's network.
        let ended = thread::scope(|scope| scope.spawn(inside).join());
        ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    fn finds(bug: Bug, broken: &Broken) -> bool {
        bug.is_found_by(broken)
    }
}

fn run_on(run: &Run, bug: Option<Bug>, mut replicas: Replicas) -> Verdict {
    let mut rng = run.rng();
    let first = replicas.primary()?;
    let installation = Installation::on(replicas.database(first));
    let tenants = Crowd::TENANTS.map(|name| installation.tenant(name));
    let relay = bug.and_then(Bug::relay);
    let planted = bug.and_then(|bug| bug.url(replicas.servers[first].address(), relay.as_ref()));
    let by_proxy = planted.unwrap_or_else(|| url_of(proxy()));
    let mut fronts = [installation.node(), installation.node_by(&by_proxy)].map(Front::of);
    if let Some(bug) = bug {
        bug.plant(installation.database());
    }
    let nodes = Nodes::of(&fronts);
    let watch = Watch::over(&nodes);
    let crowd = Crowd::of(&watch, &tenants, SIZE);
    let mut strikes = Strikes::on(
        &mut replicas,
        Bug::replication(bug),
        &watch,
        &crowd.creators,
    );
    let mut order = rng.fork();
    let sequence = match bug {
        Some(bug) => vec![bug.strike()],
        None => Strike::sequence(run, &mut order),
    };
    let (cases, ended) = crowd.while_busy(&mut rng, || {
        await_all(&crowd.creators, &watch)?;
        for strike in sequence {
            strikes.one(strike, &mut order, || all_live(&fronts))?;
        }
        strikes.settle()
    });
    strikes.print();
    watch.print();
    ended?;
    watch.verdict()?;
    watch.saw_each(run)?;
    crowd.creators.verdict()?;
    for front in &mut fronts {
        front.node.stop();
    }
    let runtime = Runtime::new().expect("tokio starts");
    let mut database = replicas.database(replicas.primary()?);
    let last = database.clone();
    crowd.check(&mut database, &runtime, &cases, |company| {
        Kept::postgres_in(last, &installation.key_ring(), company, &runtime)
    })
}
