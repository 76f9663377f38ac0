//! `drain`: two nodes behind HAProxy are stopped (SIGTERM) and started again under load, in turn, and nobody notices.
//!
//! HAProxy has the configuration that docs/operations.md prints, with health checks, and keeps connections to both sides.
//! Writers create, change, read and delete through it, and repeat nothing; clients pull blobs through the gateway. A retry
//! of HAProxy's own would only hide what the notice of a stopping node is for, so there must be none.
//!
//! No request may fail, and what was acknowledged must be there. A node ends within 10 seconds, with exit status 0. Pulls
//! that need less are not cut. Some nodes are stopped with a pull under way that needs more: it is cut no sooner than the
//! node has to end, is resumed by its client elsewhere, and counts apart. Others get a second SIGTERM in such a pull, and
//! end at once, with all of their log.

use std::time::Instant;

use pullkey_tests::{Call, Installation, Tenant};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    crash::{Kept, Writers, check},
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    service::Service,
};

mod bugs;
mod entrance;
mod member;
mod proxy;
mod puller;
mod registry;
mod restarts;

pub(crate) use self::bugs::Bug;
use self::{
    entrance::Entrance, member::Member, proxy::HaProxy, puller::Puller, registry::SlowRegistry,
    restarts::Restarts,
};

/// See the module.
pub(crate) struct Drain;

const WRITERS: usize = 8;
const PULLERS: usize = 2;

impl Drill for Drain {
    const NAME: &str = "drain";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let registry = SlowRegistry::start(bug.map_or(0, Bug::slip));
        let installation = Installation::new();
        let [writing, pulling] = ["writers", "pullers"].map(|name| installation.tenant(name));
        let mut members = [(); 2].map(|()| Member::start(&installation, &registry.host(), bug));
        let places = [members[0].place(), members[1].place()];
        let haproxy = HaProxy::before(places, |text| match bug {
            Some(bug) => bug.alter(text),
            None => text,
        });
        let entrance = Entrance::at(haproxy.place());
        store_login(&entrance, &pulling, &registry.host())?;
        let puller = Puller::new(haproxy.place(), &pulling.key.token, &registry.host());
        let writers = Writers::new(&entrance, writing.key.token);
        let mut restarts = Restarts::new(&haproxy, &entrance, &puller, bug);
        let (short_pulls, ended) = puller.while_pulling(PULLERS, || {
            let mut moments = rng.fork();
            writers.while_writing(WRITERS, &mut rng, || {
                restarts.happen(&mut members, run, &mut moments)
            })
        });
        restarts.print();
        figure("requests answered", entrance.answered());
        figure("requests failed", format!("{}, goal 0", entrance.failed()));
        figure("short pulls, none of them cut", short_pulls);
        entrance.verdict()?;
        ended?;
        restarts.verdict()?;
        for member in &mut members {
            member.ask_to_stop();
            member.end(Instant::now());
        }
        let runtime = Runtime::new().expect("tokio starts");
        let kept = Kept::postgres(&installation, &writing.company, &runtime);
        check(&runtime, kept, writers)
    }

    fn finds(bug: Bug, broken: &Broken) -> bool {
        bug.is_found_by(broken)
    }
}

/// Stores the login that the registry is pulled from with.
fn store_login(entrance: &Entrance, tenant: &Tenant, host: &str) -> Verdict {
    let body = json!({
        "name": "slow", "registry": "custom", "host": host, "username": "u", "secret": "12345678",
    });
    let call = Call::new("POST", "/v3/docker-registries").key(&tenant.key.token);
    let reply = entrance.send(&call.json(&body));
    let status = reply.map(|reply| reply.status);
    hold(status == Ok(201), || {
        format!("a login is stored with {status:?}")
    })
}
