//! `database-crash`: PostgreSQL is killed, restarted, hung, cut off and made read-only under load, again and again.
//!
//! Creators send creates under idempotency keys to two nodes in turn, and repeat each until it is answered, as a client
//! should that was told that its database is away or that an outcome is unknown. Beside them, writers create, change,
//! read and delete what is theirs, and repeat nothing, and readers list and search.
//!
//! While PostgreSQL is away, requests get only what the API's documentation foresees, each within 5 seconds, and both
//! nodes live on. An outage that refuses nothing where it must is no outage. When PostgreSQL is back, every creator has
//! something created within 5 seconds, and each node creates, changes, deletes, reads, lists and searches: a node has
//! several connections, and one of them may be lost where the others are not. In the end there is one row and one event
//! for each key, all answers to it were the same, nothing was written by an attempt that was told that it was not, and
//! what the writers did is what the database has.

use pullkey_tests::Installation;
use pullkey_throwaway_postgres::Cluster;
use tokio::runtime::Runtime;

use crate::{
    away::{Crowd, Recoveries, Size, Watch, await_all},
    crash::Kept,
    drill::{Drill, Run, Verdict},
    service::{Front, Nodes, all_live},
};

mod bugs;
mod outage;

pub(crate) use self::bugs::Bug;
use self::outage::Outage;

/// See the module.
pub(crate) struct DatabaseCrash;

const SIZE: Size = Size {
    creators: 16,
    writers: 4,
    readers: 2,
};

impl Drill for DatabaseCrash {
    const NAME: &str = "database-crash";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let cluster = Cluster::with(&Bug::options(bug));
        let bystander = bug.and_then(Bug::bystander);
        let installation = Installation::with_settings(cluster.database(), Bug::settings(bug));
        let tenants = Crowd::TENANTS.map(|name| installation.tenant(name));
        let mut fronts = [0, 1].map(|nth| {
            let node = installation.node();
            let proxy = bug.and_then(|bug| bug.before(nth, node.place()));
            Front::of(node).behind(proxy)
        });
        if let Some(bug) = bug {
            bug.plant(installation.database());
        }
        let nodes = Nodes::of(&fronts);
        let watch = Watch::over(&nodes);
        let crowd = Crowd::of(&watch, &tenants, SIZE);
        let creators = &crowd.creators;
        let mut recoveries = Recoveries::default();
        let mut outages = rng.fork();
        let (cases, ended) = crowd.while_busy(&mut rng, || {
            await_all(creators, &watch)?;
            for outage in Outage::sequence(run, &mut outages) {
                let struck = bystander.as_ref().unwrap_or(&cluster);
                outage.strike(struck, &mut outages, &watch, || all_live(&fronts))?;
                recoveries.await_one(outage.name(), creators, &watch)?;
            }
            Ok(())
        });
        recoveries.print();
        watch.print();
        ended?;
        watch.verdict()?;
        watch.saw_each(run)?;
        creators.verdict()?;
        for front in &mut fronts {
            front.node.stop();
        }
        let runtime = Runtime::new().expect("tokio starts");
        let mut database = installation.database().clone();
        crowd.check(&mut database, &runtime, &cases, |company| {
            Kept::postgres(&installation, company, &runtime)
        })
    }
}
