//! `rotation`: every secret is sealed anew under another key while two nodes on one PostgreSQL database serve.
//!
//! Many credentials, sealed under the ring's first key, are read and edited, and others created, 100 requests a second. The
//! ring is turned by the command line and SIGHUP, and `pullkey rewrap` runs to its end. The ring is turned again, and now the
//! rewrapper is killed (SIGKILL) at random moments, several times, and another one is let run beside the last. Then the old keys
//! are disabled. All the time, requests are served.
//!
//! None may fail. Afterwards no secret is left on an old key, by the count of the rewrapper and by that of the
//! database; every secret opens, and each credential has the secret, the user name and the
//! version that the last acknowledged edit gave it; one event tells of each company and run that moved any.
//!
//! The full form moves 1,000,000, which must take 5 minutes at most, while the 99th percentile of the answers' times stays
//! below twice what it was before.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::Installation;
use pullkey_throwaway_postgres::Cluster;
use tokio::runtime::Runtime;

use crate::{
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    service::Front,
};

mod bugs;
mod check;
mod clients;
mod filling;
mod latencies;
mod rewrapper;
mod ring;
mod rows;

pub(crate) use self::bugs::Bug;
use self::{
    clients::Clients,
    latencies::Latencies,
    rewrapper::{Rewrapper, killed},
    ring::Ring,
    rows::Rows,
};

/// See the module.
pub(crate) struct Rotation;

const LONGEST: Duration = Duration::from_mins(5);

impl Drill for Rotation {
    const NAME: &str = "rotation";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let cluster = Cluster::start();
        let installation = Installation::on(cluster.database());
        let runtime = Runtime::new().expect("tokio starts");
        let tenants = ["first", "second", "third"].map(|name| installation.tenant(name));
        let rows = Rows::of(tenants, run.pick(12_000, 1_000_000));
        filling::fill(&rows, &installation, &runtime);
        if let Some(bug) = bug {
            bug.plant(installation.database());
        }
        let mut fronts = [(); 2].map(|()| {
            let node = installation.node();
            let proxy = bug.and_then(|bug| bug.before(node.place()));
            Front::of(node).behind(proxy)
        });
        let clients = Clients::of(&rows, &fronts);

        let key_ring = Ring::of(&installation, &fronts);
        let mut old = vec![key_ring.primary()];
        clients.serve(&mut rng, || {
            old.push(key_ring.turn()?);
            Ok(())
        })?;
        let took = undisturbed(run, &rows, &clients, &installation, &mut rng)?;
        let mut moments = rng.fork();
        let struck = clients.serve(&mut rng, || {
            key_ring.turn()?;
            killed(&installation, run.pick(5, 20), took, &mut moments)?;
            let last = [(); 2].map(|()| Rewrapper::start(&installation));
            last.into_iter().try_for_each(Rewrapper::ends_well)?;
            old.into_iter().try_for_each(|key| key_ring.disable(key))
        })?;
        struck.print("with kills");
        for front in &mut fronts {
            front.node.stop();
        }
        let edits = clients.into_edits();
        check::check(&rows, &edits, &installation, &runtime)
    }
}

/// Lets one rewrapper run to its end, and looks how fast it is and what others see of it. Gives how long it took.
fn undisturbed(
    run: &Run,
    rows: &Rows,
    clients: &Clients<'_>,
    installation: &Installation,
    rng: &mut Rng,
) -> Result<Duration, Broken> {
    let idle = clients.serve(rng, || {
        sleep(Duration::from_secs(run.pick(3, 30)));
        Ok(())
    })?;
    idle.print("before");
    let mut took = Duration::ZERO;
    let busy = clients.serve(rng, || {
        let since = Instant::now();
        let ended = Rewrapper::start(installation).ends_well();
        took = since.elapsed();
        ended
    })?;
    busy.print("meanwhile");
    judge(run, rows, took, [&idle, &busy])?;
    Ok(took)
}

/// Tells how fast it was, and whether that is enough. Only the full form is about times.
fn judge(run: &Run, rows: &Rows, took: Duration, times: [&Latencies; 2]) -> Verdict {
    let seconds = took.as_secs_f64();
    let count = u32::try_from(rows.count()).unwrap_or(u32::MAX);
    figure(
        "sealed anew",
        format!(
            "{count} in {seconds:.1} s, {:.0} a second",
            f64::from(count) / seconds
        ),
    );
    let [idle, busy] = times.map(Latencies::p99);
    let ratio = busy.as_secs_f64() / idle.as_secs_f64();
    figure("p99 against before", format!("{ratio:.2} times"));
    if !run.full {
        return Ok(());
    }
    hold(took <= LONGEST, || format!("it took {seconds:.0} s"))?;
    hold(ratio < 2.0, || {
        format!("p99 was {ratio:.2} times what it was before")
    })
}
