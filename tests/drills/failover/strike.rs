use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::replicas::{Replicas, Replication};
use crate::{
    away::Watch,
    drill::{Run, Verdict, hold},
};

/// What happens to the primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strike {
    /// Its machine loses its power.
    Kill,
    /// All that runs there is stopped, and goes on later as if nothing had happened.
    Freeze,
    /// Its machine reaches nobody, and nobody reaches it.
    CutOff,
    /// It reaches clients, but neither etcd nor the standbys.
    Isolate,
    /// Patroni is told to make another one the primary.
    SwitchOver,
    /// It reaches no standby, whoever administers it ends the wait for them, and then its machine loses its power.
    Abandon,
}

const TIMES: usize = 20;
/// For how long waits are ended. Patroni takes the standbys for lost later.
const WAITING: Duration = Duration::from_secs(2);
/// Whoever waits is refused earlier.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends the waits of commits for a standby: each of them is answered as done, with a warning.
const END_WAITS: &str = "
    SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

impl Strike {
    /// Twenty of each in some order. The short form has what fits into a minute: a switch-over, what loses most, and one
    /// of the rest.
    pub(super) fn sequence(run: &Run, rng: &mut Rng) -> Vec<Self> {
        let rest = [Self::Kill, Self::Freeze, Self::CutOff, Self::Isolate];
        let always = [Self::SwitchOver, Self::Abandon];
        if !run.full {
            let [first, last] = always;
            return vec![first, rest[rng.usize(..rest.len())], last];
        }
        let all = rest.into_iter().chain(always);
        let mut sequence: Vec<_> = all.flat_map(|it| vec![it; TIMES]).collect();
        rng.shuffle(&mut sequence);
        sequence
    }

    /// As the figures name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kill => "killed",
            Self::Freeze => "stopped",
            Self::CutOff => "cut off",
            Self::Isolate => "isolated",
            Self::SwitchOver => "switched over",
            Self::Abandon => "abandoned and killed",
        }
    }

    /// Lets it happen to this one of the servers.
    pub(super) fn begin(
        self,
        replicas: &mut Replicas,
        primary: usize,
        replication: Replication,
        watch: &Watch,
    ) -> Verdict {
        match self {
            Self::Kill => replicas.servers[primary].machine.cut_power(),
            Self::Freeze => replicas.servers[primary].machine.freeze(),
            Self::CutOff => replicas.servers[primary].cable.unplug(),
            Self::Isolate => {
                for address in replicas.peers(primary) {
                    replicas.servers[primary].cable.block(address);
                }
            }
            Self::SwitchOver => replicas.switch_over(primary),
            Self::Abandon => return abandon(replicas, primary, replication, watch),
        }
        Ok(())
    }

    /// Lets the server come back, after another one took its place.
    pub(super) fn end(self, replicas: &mut Replicas, struck: usize) {
        let peers = replicas.peers(struck);
        let server = &mut replicas.servers[struck];
        match self {
            Self::Kill | Self::Abandon => server.machine.switch_on(),
            Self::Freeze => server.machine.thaw(),
            Self::CutOff => server.cable.plug_in(),
            Self::Isolate => {
                for address in peers {
                    server.cable.unblock(address);
                }
            }
            Self::SwitchOver => {}
        }
    }
}

fn abandon(
    replicas: &mut Replicas,
    primary: usize,
    replication: Replication,
    watch: &Watch,
) -> Verdict {
    let standbys = replicas.standbys(primary);
    for &standby in &standbys {
        replicas.servers[standby].cable.unplug();
    }
    let unknown = watch.unknown();
    let since = Instant::now();
    let administrator = replicas.servers[primary].database("postgres");
    let mut ended = 0;
    while since.elapsed() < WAITING {
        ended += administrator.query(END_WAITS).parse().unwrap_or(0);
        sleep(Duration::from_millis(50));
    }
    replicas.servers[primary].machine.cut_power();
    for &standby in &standbys {
        replicas.servers[standby].cable.plug_in();
    }
    if replication == Replication::Asynchronous {
        return Ok(());
    }
    hold(ended > 0, || "no commit waited for a standby".to_owned())?;
    while watch.unknown() == unknown && since.elapsed() < PATIENCE {
        watch.verdict()?;
        sleep(Duration::from_millis(1));
    }
    hold(watch.unknown() > unknown, || {
        "whose wait for a standby was ended, was not told".to_owned()
    })
}
