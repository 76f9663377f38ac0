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

use pullkey_tests::{Call, Installation};
use pullkey_throwaway_postgres::Cluster;
use tokio::runtime::Runtime;

use crate::{
    away::{Creators, Readers, Recoveries, Watch, await_all},
    crash::{Kept, Writers, check},
    drill::{Drill, Run, Verdict, hold},
    service::{Front, Nodes},
};

mod bugs;
mod outage;

pub(crate) use self::bugs::Bug;
use self::outage::Outage;

/// See the module.
pub(crate) struct DatabaseCrash;

const CREATORS: usize = 16;
const WRITERS: usize = 4;
const READERS: usize = 2;

impl Drill for DatabaseCrash {
    const NAME: &str = "database-crash";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let cluster = Cluster::with(&Bug::options(bug));
        let bystander = bug.and_then(Bug::bystander);
        let installation = Installation::with_settings(cluster.database(), Bug::settings(bug));
        let names = ["creators", "writers", "readers"];
        let [tenant, other, reader] = names.map(|name| installation.tenant(name));
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
        let creators = Creators::new(&watch, tenant.key.token, CREATORS);
        let writers = Writers::new(&watch, other.key.token);
        let readers = Readers::new(&watch, reader.key.token);
        let (mut recoveries, mut cases) = (Recoveries::default(), Vec::new());
        let mut outages = rng.fork();
        let strike = || {
            await_all(&creators, &watch)?;
            for outage in Outage::sequence(run, &mut outages) {
                let struck = bystander.as_ref().unwrap_or(&cluster);
                outage.strike(struck, &mut outages, &watch, || all_live(&fronts))?;
                recoveries.await_one(outage.name(), &creators, &watch)?;
            }
            Ok(())
        };
        let ended = writers.while_writing(WRITERS, &mut rng.fork(), || {
            readers.while_reading(READERS, || {
                let (created, ended) = creators.while_creating(&mut rng, strike);
                cases = created;
                ended
            })
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
        let kept = Kept::postgres(&installation, &other.company, &runtime);
        let mut database = installation.database().clone();
        creators.check(&mut database, &tenant.company, &cases)?;
        check(&runtime, kept, writers)
    }
}

/// Whether each node is the process that it was, and says that it lives.
fn all_live(fronts: &[Front]) -> Verdict {
    fronts.iter().try_for_each(|front| {
        let reply = front.client().send(&Call::new("GET", "/livez"));
        let status = reply.map(|reply| reply.status);
        hold(status == Ok(200), || {
            format!("a node does not live: {status:?}")
        })
    })
}
