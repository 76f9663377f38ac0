//! `slow-database`: PostgreSQL is there, but answers late or not at all.
//!
//! Every answer of it comes two seconds late; all its processes are kept from running; it vanishes without a word, so that
//! connections are open that lead nowhere, and a new server stands in its place later. Each time clients go on to ask.
//!
//! Before each, clients ask for a second, so that it meets a node in its ordinary state. Whatever they ask then ends within 5
//! seconds, as it should or with a 503 of the API; while PostgreSQL is only late, something is done. `/livez` is answered at
//! once all the time, `/readyz` says that the node should not be asked. When PostgreSQL is as it was, each kind of request is
//! done again within 5 seconds, and the node is ready. Of the connections that lead nowhere it keeps no more than it may, and
//! none 15 seconds later, though nobody ends them. Then nothing is left of it: no request, no connection, no statement, no
//! descriptor, no thread more than there were, and hardly any memory. In the end it is stopped while PostgreSQL hangs and
//! clients wait, which takes 10 seconds at most.

use std::{
    thread::{self, sleep},
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Call, Client, Installation};
use pullkey_throwaway_postgres::{Cluster, Options};

use crate::{
    alive::{Signs, while_asked},
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    relay::Relay,
    service::Front,
    swarm::{Load, Mix, Swarm, Tally},
};

mod bugs;
mod left;
mod trouble;

pub(crate) use self::bugs::Bug;
use self::{left::Left, trouble::Trouble};

/// See the module.
pub(crate) struct SlowDatabase;

const CLIENTS: usize = 32;
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
const WELL_WITHIN: Duration = Duration::from_secs(5);
/// Five seconds without an answer, and the next look.
const UNREADY_WITHIN: Duration = Duration::from_secs(7);
const STOPPED_WITHIN: Duration = Duration::from_secs(10);
/// How many connections a node may keep on which it waits in vain. Only a write is waited for, on one of three links (changes,
/// creates, chains), each of which has four connections at most, with the one that it uses.
const SILENT: usize = 3 * (4 - 1);
/// A node that can write again finds out that no answer will come.
const KEPT_FOR: Duration = Duration::from_secs(15);
/// How many seconds each trouble lasts: a node is not ready any more once its store did not answer in time for 5 of them.
const LASTS: (u64, u64) = (6, 8);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);

impl Drill for SlowDatabase {
    const NAME: &str = "slow-database";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let cluster = Cluster::with(&Options::default().tcp());
        let relay = Relay::to(cluster.address());
        let installation = Installation::behind(cluster.database(), relay.port());
        let tenants = ["first", "second"].map(|name| installation.tenant(name));
        let node = installation.node();
        let mix = Mix::of(&tenants, node.place());
        let proxy = bug.and_then(|bug| bug.before(node.place()));
        let mut front = Front::of(node).behind(proxy);
        let swarm = Swarm::new(vec![front.place().clone()], mix);
        let load = |seconds| Load {
            clients: CLIENTS,
            rate: None,
            lasts: Duration::from_secs(seconds),
        };
        // So that all connections are there that it has.
        let before = swarm.ask(load(1), &mut rng);
        figure("before", before.line());
        let left = Left::of(&front, installation.database());
        let _left_open = bug.and_then(|bug| bug.leave(installation.database()));

        let mut troubles = Trouble::sequence(run);
        rng.shuffle(&mut troubles);
        for trouble in troubles {
            // Each meets a node as it is most of the time: with all its connections, and its statements prepared on them.
            let ordinary = swarm.ask(load(1), &mut rng);
            untroubled(trouble, &ordinary)?;
            let _forgotten = bug.map(|bug| bug.forget(&relay));
            let begun = Instant::now();
            let (tally, signs) = while_asked(front.place(), |_| {
                if bug != Some(Bug::Elsewhere) {
                    trouble.begin(&cluster, &relay);
                }
                let tally = swarm.ask(load(run.pick(LASTS.0, LASTS.1)), &mut rng);
                trouble.end(&cluster, &relay);
                tally
            });
            let unready = signs.unready_at.map(|at| at.duration_since(begun));
            let recovered = recovery(&swarm, &front);
            report(trouble, &tally, &signs, unready, recovered);
            judge(trouble, &tally, &signs, unready, recovered)?;
            few_are_kept(trouble, &relay)?;
            none_is_kept_for_long(trouble, &relay)?;
            left.until_nothing_is(trouble.name())?;
        }
        left.report();
        drop(left);
        Trouble::Hung.begin(&cluster, &relay);
        let stopped = stop(&swarm, &mut front, &mut rng);
        Trouble::Hung.end(&cluster, &relay);
        stopped
    }

    fn finds(bug: Bug, broken: &Broken) -> bool {
        broken.0.contains(bug.shows())
    }
}

/// Before a trouble, all that is asked is done.
fn untroubled(trouble: Trouble, tally: &Tally) -> Verdict {
    let name = trouble.name();
    if let Some(wrong) = &tally.wrong {
        return Err(Broken(format!("before {name}: {wrong}")));
    }
    let refused = tally.all_refused();
    hold(tally.done > 0 && refused == 0, || {
        format!(
            "before {name}: {} are done, and {refused} refused",
            tally.done
        )
    })
}

/// Whether the node has given up what leads nowhere, but for what it may keep.
fn few_are_kept(trouble: Trouble, relay: &Relay) -> Verdict {
    let (name, silent) = (trouble.name(), relay.silent());
    figure(
        &format!("{name}, silent connections kept"),
        format!("{silent} (goal: {SILENT} at most)"),
    );
    hold(silent <= SILENT, || {
        format!("{name}: {silent} silent connections are kept")
    })
}

/// Whether it finds out by itself that they lead nowhere.
fn none_is_kept_for_long(trouble: Trouble, relay: &Relay) -> Verdict {
    let since = Instant::now();
    while relay.silent() > 0 && since.elapsed() < KEPT_FOR {
        sleep(Duration::from_millis(50));
    }
    let (name, silent) = (trouble.name(), relay.silent());
    let (took, limit) = (since.elapsed().as_millis(), KEPT_FOR.as_millis());
    figure(
        &format!("{name}, no silent connection is kept"),
        format!("after {took} ms (goal: {limit} ms)"),
    );
    hold(silent == 0, || {
        format!("{name}: {silent} silent connections are kept for {limit} ms")
    })
}

/// Stops the node while clients wait for it.
fn stop(swarm: &Swarm, front: &mut Front, rng: &mut Rng) -> Verdict {
    let asking = Load {
        clients: CLIENTS,
        rate: None,
        lasts: Duration::from_secs(1),
    };
    let took = thread::scope(|scope| {
        let stopping = scope.spawn(|| {
            sleep(asking.lasts / 2);
            let since = Instant::now();
            front.node.stop();
            since.elapsed()
        });
        // Some of them find nobody there any more.
        swarm.ask(asking, rng);
        stopping.join().expect("the node stops")
    });
    let (took, limit) = (took.as_millis(), STOPPED_WITHIN.as_millis());
    figure(
        "stopped while it hangs",
        format!("after {took} ms (goal: {limit} ms)"),
    );
    hold(took <= limit, || format!("it took {took} ms to stop"))
}

/// How long it takes until each kind of request is done again, and the node is ready.
fn recovery(swarm: &Swarm, front: &Front) -> Duration {
    let since = Instant::now();
    let client = Client::of(front.place());
    let is_ready = || {
        let reply = client.send(&Call::new("GET", "/readyz"));
        reply.is_ok_and(|reply| reply.status == 200)
    };
    if swarm.until_each(Duration::from_secs(1), PATIENCE).is_none() {
        return PATIENCE;
    }
    while !is_ready() && since.elapsed() < PATIENCE {
        sleep(Duration::from_millis(20));
    }
    since.elapsed()
}

fn report(
    trouble: Trouble,
    tally: &Tally,
    signs: &Signs,
    unready: Option<Duration>,
    recovered: Duration,
) {
    let (name, alive) = (trouble.name(), signs.longest.as_millis());
    figure(name, format!("{} (goal: 5000 ms)", tally.line()));
    figure(
        &format!("{name}, /livez"),
        format!("{alive} ms at most (goal: 1000 ms)"),
    );
    let unready = unready.map_or("never".to_owned(), |after| {
        let (after, limit) = (after.as_millis(), UNREADY_WITHIN.as_millis());
        format!("after {after} ms (goal: {limit} ms)")
    });
    figure(&format!("{name}, /readyz is red"), unready);
    figure(
        &format!("{name}, all is well again"),
        format!("after {} ms (goal: 5000 ms)", recovered.as_millis()),
    );
}

fn judge(
    trouble: Trouble,
    tally: &Tally,
    signs: &Signs,
    unready: Option<Duration>,
    recovered: Duration,
) -> Verdict {
    let name = trouble.name();
    if let Some(wrong) = &tally.wrong {
        return Err(Broken(format!("{name}: {wrong}")));
    }
    hold(tally.longest <= ANSWERED_WITHIN, || {
        let (took, of) = (tally.longest.as_millis(), tally.longest_of);
        format!("{name}: an answer took {took} ms: {of:?}")
    })?;
    signs.verdict()?;
    hold(tally.all_refused() > 0, || {
        format!("{name}: nobody was refused, so nothing has happened")
    })?;
    hold(tally.done > 0 || trouble != Trouble::Late, || {
        format!("{name}: nothing was done")
    })?;
    let unready = unready.ok_or_else(|| {
        Broken(format!(
            "{name}: the node said that it was ready all the time"
        ))
    })?;
    hold(unready <= UNREADY_WITHIN, || {
        let took = unready.as_millis();
        format!("{name}: the node said for {took} ms that it was ready")
    })?;
    hold(recovered <= WELL_WITHIN, || {
        let took = recovered.as_millis();
        format!("{name}: afterwards, not all was well for {took} ms")
    })
}
