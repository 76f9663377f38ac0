//! `crash-embedded`: what was acknowledged is there after a crash, whole, and the service is soon back.
//!
//! Writers create, change and delete credentials of the embedded store while the service is killed (SIGKILL) at random
//! moments and started again on the same data. Afterwards their journal is held against the store: every acknowledged
//! change has its one event and its row, no row is without its events or an event without its row, every sealed secret
//! opens to what was sent last, and each start was ready within a second.
//!
//! A killed process loses nothing of what it wrote to its files: what a power cut would take from a store that does not
//! sync is planted as `lost-tail`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Client, Node, Place, Proxy};

use crate::drill::{Broken, Drill, Run, Verdict, figure, hold};

mod bugs;
mod check;
mod sent;
mod writer;

pub(crate) use self::bugs::Bug;
use self::writer::Writers;

/// See the module.
pub(crate) struct CrashEmbedded;

const WRITERS: usize = 8;
const READY_WITHIN: Duration = Duration::from_secs(1);
/// So many changes are acknowledged between two kills on average, and at most this much time goes by.
const BETWEEN_KILLS: usize = 50;
const UPTIME: Duration = Duration::from_secs(5);

impl Drill for CrashEmbedded {
    const NAME: &str = "crash-embedded";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let node = Node::start();
        let proxy = bug.and_then(|bug| bug.plant(&node));
        let place = proxy.as_ref().map_or(node.place(), Proxy::place).clone();
        let writers = Writers::new(Client::of(&place), node.first_key());
        writers.check_operations()?;
        let kills = run.pick(12, 200);
        let mut crashes = Crashes {
            node,
            place,
            bug,
            rng: run.rng(),
            starts: Vec::new(),
        };
        let since = Instant::now();
        let ended = thread::scope(|scope| {
            let running: Vec<_> = (0..WRITERS)
                .map(|_| {
                    let rng = crashes.rng.fork();
                    scope.spawn(|| writers.write(rng))
                })
                .collect();
            let mut ended = Ok(());
            let wanted = kills * BETWEEN_KILLS;
            while ended.is_ok() && (crashes.starts.len() < kills || writers.acknowledged() < wanted)
            {
                ended = crashes.one(&writers);
            }
            writers.stop();
            for writer in running {
                writer.join().expect("a writer ends");
            }
            ended
        });
        figure("kills", crashes.starts.len());
        figure("load", format!("{:.1} s", since.elapsed().as_secs_f32()));
        ended?;
        crashes.node.stop();
        let (entries, unexpected) = writers.into_told();
        check::all(&crashes.node, entries, unexpected)?;
        in_time(crashes.starts)
    }
}

/// Kills a service again and again.
struct Crashes {
    node: Node,
    place: Place,
    bug: Option<Bug>,
    rng: Rng,
    /// How long each start took.
    starts: Vec<Duration>,
}

impl Crashes {
    fn one(&mut self, writers: &Writers) -> Verdict {
        let since = Instant::now();
        let enough = writers.acknowledged() + self.rng.usize(..2 * BETWEEN_KILLS);
        while writers.acknowledged() < enough && since.elapsed() < UPTIME {
            thread::sleep(Duration::from_micros(self.rng.u64(..2000)));
        }
        self.node.kill();
        if matches!(self.bug, Some(Bug::LostTail)) {
            bugs::cut_tail(&self.node);
        }
        let start = AssertUnwindSafe(|| self.node.restart(&self.place));
        let started = catch_unwind(start).map_err(|_| Broken("it does not start again".into()));
        self.starts.push(started?);
        Ok(())
    }
}

fn in_time(mut starts: Vec<Duration>) -> Verdict {
    starts.sort();
    let (Some(longest), Some(median)) = (starts.last(), starts.get(starts.len() / 2)) else {
        return Ok(());
    };
    figure(
        "ready after a start",
        format!(
            "median {} ms, longest {} ms",
            median.as_millis(),
            longest.as_millis()
        ),
    );
    hold(*longest <= READY_WITHIN, || {
        format!("one start was ready only after {} ms", longest.as_millis())
    })
}
