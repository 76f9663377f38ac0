//! `overload`: more is asked of a service than it can do.
//!
//! First it is asked for twice as much as it can do, on both stores. Then PostgreSQL is slow: it takes 300 ms for each
//! statement, one after another on each connection, and 512 clients ask at once. Each time it is tried by how many clients at
//! once the most is done. So many ask before and afterwards, and the mean of both is the peak, as the store grows meanwhile,
//! and a larger store does less in a second.
//!
//! All are answered within 2 seconds, those that are too many by a 503 with `Retry-After`. What is done is at least 90 % of
//! the peak, so that nobody is refused for nothing. `/livez` is answered at once all the time. When it is over, each kind
//! of request is done again within a second.

use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Installation, Node, Tenant, make_company, make_key};
use pullkey_throwaway_postgres::{Cluster, Options};

use crate::{
    alive::while_asked,
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    kind::Kind,
    memory::Memory,
    relay::{Pace, Relay},
    service::Front,
    swarm::{Load, Mix, Swarm, Tally},
};

mod bugs;

pub(crate) use self::bugs::Bug;

/// See the module.
pub(crate) struct Overload;

const TENANTS: usize = 8;
const STATEMENT: Duration = Duration::from_millis(300);
const MANY: usize = 512;
/// So many are tried for the peak, all fewer than a node works on at once; and of those whom a slow store is too much for,
/// fewer.
const FEW: &[usize] = &[64, 128, 256, MANY];
const FEW_OF_SLOW: &[usize] = &[16, 64, 128, 256];
/// So many ask for twice as much as was done: more than a node works on at once.
const TWICE: RangeInclusive<usize> = 64..=2250;
/// The proxy that bugs are planted in has a thread for each.
const AT_A_PROXY: usize = 750;
/// For so many seconds at a time the long form asks each store for too much, so that each time is compared with its
/// neighbours; and at last for a minute, in which nothing may pile up.
const ROUNDS: &[u64] = &[10, 10, 10, 10, 10, 60];
/// As each waits for one answer at a time, not all of that is sent while answers are slow.
const LEAST_OFFERED: f64 = 1.25;
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);
/// In percent of the peak.
const LEAST_GOODPUT: f64 = 90.0;
/// The same in one of several rounds, in which a disk may stall.
const LEAST_IN_A_ROUND: f64 = 75.0;
const WELL_WITHIN: Duration = Duration::from_secs(1);
/// A request that takes longer is not what it was before.
const QUICKLY: Duration = Duration::from_millis(250);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a thousand requests may hold, in KiB: their bodies, and what is made of them.
const GROWTH: u64 = 128 * 1024;

impl Drill for Overload {
    const NAME: &str = "overload";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let concerned = bug.map(|_| Kind::Postgres);
        Kind::play_on_each(concerned, |kind| match kind {
            Kind::Embedded => on_embedded(run, &mut rng),
            Kind::Postgres => on_postgres(run, &mut rng, bug),
        })
    }

    fn finds(bug: Bug, broken: &Broken) -> bool {
        broken.0.contains(bug.shows())
    }
}

fn on_embedded(run: &Run, rng: &mut Rng) -> Verdict {
    let node = Node::start();
    let tenants: Vec<_> = (0..TENANTS).map(|nth| tenant(&node, nth)).collect();
    let mix = Mix::of(&tenants, node.place());
    let crowd = Crowd::before(Front::of(node), mix);
    crowd.ask_for_twice_the_peak(run, *TWICE.end(), rng)?;
    crowd.memory()
}

fn on_postgres(run: &Run, rng: &mut Rng, bug: Option<Bug>) -> Verdict {
    let cluster = Cluster::with(&Options::default().tcp());
    let relay = Relay::to(cluster.address());
    let installation = Installation::behind(cluster.database(), relay.port());
    let tenants = (0..TENANTS).map(|nth| installation.tenant(&format!("tenant {nth}")));
    let tenants: Vec<_> = tenants.collect();
    let node = installation.node();
    let mix = Mix::of(&tenants, node.place());
    let proxy = bug.map(|bug| bug.before(node.place()));
    let crowd = Crowd::before(Front::of(node).behind(proxy), mix);

    let most = bug.map_or(*TWICE.end(), |_| AT_A_PROXY);
    crowd.ask_for_twice_the_peak(run, most, rng)?;
    relay.set_pace(Pace::OneAfterAnother(STATEMENT));
    let slow = |clients| Load {
        clients,
        rate: None,
        lasts: Duration::from_secs(run.pick(4, 60)),
    };
    let few = crowd.most_done_for(run, "slow store", FEW_OF_SLOW, rng)?;
    let before = crowd.asking("slow store", slow(few), rng)?;
    let asked = crowd.asking("slow store", slow(MANY), rng)?;
    relay.set_pace(Pace::AsIs);
    crowd.recovers("slow store", Duration::ZERO)?;
    relay.set_pace(Pace::OneAfterAnother(STATEMENT));
    let after = crowd.asking("slow store", slow(few), rng)?;
    let mut compared = Compared::default();
    compared.add("slow store", [&before, &asked, &after])?;
    compared.judge("slow store")?;
    crowd.memory()
}

/// A company of a service on the embedded store.
fn tenant(node: &Node, nth: usize) -> Tenant {
    let company = make_company(node.folder(), &format!("tenant {nth}"));
    let everything = Permission::ALL.map(Permission::as_str);
    let key = make_key(node.folder(), &company, &everything);
    Tenant { company, key }
}

/// What was done of too much, beside what was done before and after.
#[derive(Default)]
struct Compared {
    done: f64,
    peaks: f64,
    refused: usize,
}

impl Compared {
    fn add(&mut self, store: &str, [before, asked, after]: [&Tally; 3]) -> Verdict {
        let peak = f64::midpoint(before.goodput(), after.goodput());
        let share = 100.0 * asked.goodput() / peak;
        figure(
            &format!("{store}, done in this round"),
            format!("{share:.0} % of the peak (goal: {LEAST_IN_A_ROUND} %)"),
        );
        self.done += asked.goodput();
        self.peaks += peak;
        self.refused += asked.all_refused();
        hold(share >= LEAST_IN_A_ROUND, || {
            format!("with a {store}, {share:.0} % of the peak is done in a round")
        })
    }

    fn judge(&self, store: &str) -> Verdict {
        let share = 100.0 * self.done / self.peaks;
        figure(
            &format!("{store}, goodput"),
            format!("{share:.0} % of the peak (goal: 90 %)"),
        );
        hold(share >= LEAST_GOODPUT, || {
            format!("with a {store}, {share:.0} % of the peak is done")
        })?;
        hold(self.refused > 0, || {
            format!("nobody was refused by a {store}")
        })
    }
}

/// Everybody who asks a node.
struct Crowd {
    front: Front,
    swarm: Swarm,
    memory: Memory,
    before: u64,
}

impl Crowd {
    fn before(front: Front, mix: Mix) -> Self {
        let memory = Memory::of(vec![front.node.pid()]);
        Self {
            swarm: Swarm::new(vec![front.place().clone()], mix),
            before: memory.resident(),
            memory,
            front,
        }
    }

    fn ask_for_twice_the_peak(&self, run: &Run, most: usize, rng: &mut Rng) -> Verdict {
        let lasts = Duration::from_secs(run.pick(3, 10));
        let few = Load {
            clients: self.most_done_for(run, "ordinary store", FEW, rng)?,
            rate: None,
            lasts,
        };
        let mut peak = self.asking("ordinary store", few, rng)?;
        let mut compared = Compared::default();
        for &seconds in run.pick(&[3][..], ROUNDS) {
            let twice = Load {
                clients: peak.in_a_second().clamp(*TWICE.start(), most),
                rate: Some(2.0 * peak.goodput()),
                lasts: Duration::from_secs(seconds),
            };
            let asked = self.asking("ordinary store", twice, rng)?;
            let offered = asked.offered() / peak.goodput();
            figure(
                "ordinary store, asked for",
                format!(
                    "{:.0} % of the peak (goal: 200 %, as far as there are clients)",
                    100.0 * offered
                ),
            );
            hold(offered >= LEAST_OFFERED, || {
                format!("only {:.0} % of the peak was asked for", 100.0 * offered)
            })?;
            self.recovers("ordinary store", asked.over_for())?;
            let after = self.asking("ordinary store", few, rng)?;
            compared.add("ordinary store", [&peak, &asked, &after])?;
            peak = after;
        }
        compared.judge("ordinary store")
    }

    /// By how many of these clients at once the most is done. They are tried there and back, as the store grows meanwhile.
    fn most_done_for(
        &self,
        run: &Run,
        store: &str,
        of: &[usize],
        rng: &mut Rng,
    ) -> Result<usize, Broken> {
        let mut done = BTreeMap::new();
        for &clients in of.iter().chain(of.iter().rev()) {
            let load = Load {
                clients,
                rate: None,
                lasts: Duration::from_millis(run.pick(500, 5_000)),
            };
            *done.entry(clients).or_insert(0) += self.asking(store, load, rng)?.in_a_second();
        }
        let most = done.into_iter().max_by_key(|(_, done)| *done);
        Ok(most.map_or(MANY, |(clients, _)| clients))
    }

    /// What is done for them.
    fn asking(&self, store: &str, load: Load, rng: &mut Rng) -> Result<Tally, Broken> {
        let tally = self.ask(load, rng)?;
        let clients = load.clients;
        figure(&format!("{store}, {clients} clients"), tally.line());
        Ok(tally)
    }

    fn ask(&self, load: Load, rng: &mut Rng) -> Result<Tally, Broken> {
        let place = self.front.node.place();
        let place = if self.front.place().address() == place.address() {
            place
        } else {
            self.front.place()
        };
        let (tally, signs) = while_asked(place, |_| self.swarm.ask(load, rng));
        if let Some(wrong) = &tally.wrong {
            return Err(Broken(wrong.clone()));
        }
        hold(tally.longest <= ANSWERED_WITHIN, || {
            let (took, of) = (tally.longest.as_millis(), tally.longest_of);
            format!("an answer took {took} ms: {of:?}")
        })?;
        signs.verdict()?;
        Ok(tally)
    }

    /// Whether all is well again in time, though it was over for a while.
    fn recovers(&self, store: &str, over_for: Duration) -> Verdict {
        let took = self.swarm.until_each(QUICKLY, PATIENCE);
        let took = over_for + took.unwrap_or(PATIENCE);
        let took = took.as_millis();
        figure(
            &format!("{store}, all is well again"),
            format!("after {took} ms (goal: {} ms)", WELL_WITHIN.as_millis()),
        );
        hold(took <= WELL_WITHIN.as_millis(), || {
            format!("afterwards, not all was well for {took} ms")
        })
    }

    fn memory(&self) -> Verdict {
        let growth = self.memory.peak().saturating_sub(self.before);
        figure(
            "resident memory",
            format!("{} KiB, grown by {growth} KiB at most", self.before),
        );
        hold(growth <= GROWTH, || {
            format!("memory has grown by {growth} KiB")
        })
    }
}
