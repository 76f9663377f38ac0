//! `disk-full`: the disk under the embedded store fills up, again and again, and has room again.
//!
//! The data directory, with the database, the key ring, the heads of audit chains and the log of the service, is a file
//! system of its own of 64 MiB, in the full form of 256, as more is written there. While writers create, change, read and delete, a file of ballast leaves it next to no
//! room, and what is left they use up themselves: by a commit, by a checkpoint that finds no room in the database, or by
//! the log.
//!
//! While it is full, whoever reads gets what there is, and keys are checked; whoever writes gets 503 `store_unavailable`
//! with `Retry-After`, or is done where there is room by chance, and nobody is left without knowing. The service lives
//! and is ready, as it can be read from; after a minute in which no event could be sealed, it is not ready any more.
//! Meanwhile it is killed and started again, before there is room and after; it is stopped in good order; commands that
//! write are refused, and the key ring stays what it was. When there is room again, everything is done again within 5
//! seconds, by the same process.
//!
//! In the end nothing that was acknowledged is missing, nothing is half-written, every secret opens, SQLite finds its
//! database whole, and `audit verify` the trail.

use std::{thread::sleep, time::Duration};

use pullkey_tests::Call;
use tokio::runtime::Runtime;

use crate::{
    crash::{Kept, Writers, check},
    drill::{Broken, Drill, Run, Verdict, figure, hold},
};

mod aftermath;
mod bugs;
mod commands;
mod disk;
mod onlooker;
mod round;
mod victim;
mod watch;

pub(crate) use self::bugs::Bug;
use self::{onlooker::Onlooker, round::Round, victim::Victim, watch::Watch};

/// See the module.
pub(crate) struct DiskFull;

const WRITERS: usize = 8;

impl Drill for DiskFull {
    const NAME: &str = "disk-full";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let mut victim = Victim::start(run.pick(64, 256))?;
        let onlooker = Onlooker::of_another_company(&victim);
        let proxy = bug.and_then(|bug| bug.before(victim.place()));
        let place = proxy
            .as_ref()
            .map_or(victim.place(), |it| it.place())
            .clone();
        let watch = Watch::over(&place);
        let writers = Writers::new(&watch, victim.first_key());
        onlooker.await_all_done(&watch)?;
        let mut rounds = Round::sequence(run, &mut rng);
        let ended = writers.while_writing(WRITERS, &mut rng.fork(), || {
            rounds.iter_mut().try_for_each(|round| {
                let name = round.name();
                let played = round.play(&mut victim, &watch, &onlooker, bug, &mut rng);
                played.map_err(|Broken(what)| Broken(format!("{name}: {what}")))
            })
        });
        watch.print();
        Round::print(&rounds);
        figure(
            "largest write-ahead log",
            format!("{} KiB", victim.largest_log() / 1024),
        );
        ended?;
        watch.verdict()?;
        let kept = victim.stop_and_keep()?;
        aftermath::whole(&kept)?;
        let runtime = Runtime::new().expect("tokio starts");
        check(&runtime, Kept::embedded_in(&kept.data()), writers)
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.contains(bug.told_by())
    }
}

/// Holds if the probes say that the service lives, and wants requests.
fn probes(watch: &Watch) -> Verdict {
    for path in ["/livez", "/readyz"] {
        let reply = watch.client().send(&Call::new("GET", path));
        let told = reply.map(|reply| reply.status);
        hold(told == Ok(200), || format!("{path} is answered {told:?}"))?;
    }
    Ok(())
}

/// Waits a little before something is looked at again.
fn pause() {
    sleep(Duration::from_millis(5));
}
