use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_throwaway_postgres::Cluster;

use crate::{
    away::Watch,
    drill::{Run, Verdict, hold},
};

/// What happens to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outage {
    /// All its processes are killed.
    Crash,
    /// It is stopped in good order.
    Restart,
    /// All its processes are kept from running, for longer than a request may take.
    Hang,
    /// Every connection is ended. It takes new ones at once.
    Cut,
    /// It takes no writes, as after a switch-over.
    ReadOnly,
}

/// A request is refused earlier, if it is refused at all.
const PATIENCE: Duration = Duration::from_secs(10);

impl Outage {
    /// Each as often as a run wants it, in some order.
    pub(super) fn sequence(run: &Run, rng: &mut Rng) -> Vec<Self> {
        let times = [
            (Self::Crash, run.pick(3, 50)),
            (Self::Restart, run.pick(1, 10)),
            (Self::Hang, run.pick(1, 10)),
            (Self::Cut, run.pick(1, 20)),
            (Self::ReadOnly, run.pick(1, 10)),
        ];
        let each = times.into_iter();
        let mut sequence: Vec<_> = each.flat_map(|(it, times)| vec![it; times]).collect();
        rng.shuffle(&mut sequence);
        sequence
    }

    /// As the figures name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crash => "killed",
            Self::Restart => "restarted",
            Self::Hang => "hung",
            Self::Cut => "cut off",
            Self::ReadOnly => "read-only",
        }
    }

    /// Lets it happen after a while, and then lets the database come back. `meanwhile` is looked at in between. An outage
    /// that nobody felt is broken itself.
    pub(super) fn strike(
        self,
        cluster: &Cluster,
        rng: &mut Rng,
        watch: &Watch,
        meanwhile: impl FnOnce() -> Verdict,
    ) -> Verdict {
        sleep(Duration::from_millis(rng.u64(..500)));
        let begun = self.begin(cluster);
        let refused = watch.refused();
        sleep(self.duration(rng));
        let felt = self.is_felt(watch, refused);
        let seen = meanwhile();
        self.end(cluster);
        begun.and(felt).and(seen)
    }

    fn begin(self, cluster: &Cluster) -> Verdict {
        match self {
            Self::Crash => cluster.kill(),
            Self::Restart => cluster.stop(),
            Self::Hang => cluster.hang(),
            Self::Cut => {
                let cut = cluster.cut_connections();
                return hold(cut > 0, || "no node was connected".to_owned());
            }
            Self::ReadOnly => cluster.configure("default_transaction_read_only", "on"),
        }
        Ok(())
    }

    fn duration(self, rng: &mut Rng) -> Duration {
        Duration::from_millis(match self {
            Self::Crash => rng.u64(..2000),
            Self::Restart => rng.u64(..500),
            Self::Hang => rng.u64(5000..6000),
            Self::Cut => 0,
            Self::ReadOnly => rng.u64(500..2000),
        })
    }

    /// Whether more is refused than there was when it began. It lasts until then.
    fn is_felt(self, watch: &Watch, before: usize) -> Verdict {
        if self == Self::Cut {
            // Where nothing was under way, nobody need notice: a node may connect again before it is asked.
            return Ok(());
        }
        let since = Instant::now();
        while watch.refused() == before && since.elapsed() < PATIENCE {
            watch.verdict()?;
            sleep(Duration::from_millis(1));
        }
        hold(watch.refused() > before, || {
            format!("nothing was refused while it was {}", self.name())
        })
    }

    fn end(self, cluster: &Cluster) {
        match self {
            Self::Crash | Self::Restart => cluster.start_again(),
            Self::Hang => cluster.resume(),
            Self::Cut => {}
            Self::ReadOnly => cluster.reset("default_transaction_read_only"),
        }
    }
}
