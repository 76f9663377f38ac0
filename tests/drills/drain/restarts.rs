use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::{
    bugs::Bug,
    entrance::Entrance,
    member::{End, Member},
    proxy::{HaProxy, NAMES},
    puller::{Pulled, Puller},
    registry::Blob,
};
use crate::drill::{Broken, Run, Verdict, figure, hold};

/// Stops nodes and starts them again, one at a time.
pub(super) struct Restarts<'a> {
    haproxy: &'a HaProxy,
    entrance: &'a Entrance,
    puller: &'a Puller,
    bug: Option<Bug>,
    /// How long each took to end, of each kind.
    ends: [Vec<Duration>; 3],
    cut: usize,
    resumed: usize,
}

/// How a node is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// While nothing takes long.
    Plain,
    /// While a pull needs longer than the node waits.
    WithPull,
    /// The same, and a second signal comes.
    Twice,
}

/// A node is gone by then.
const LONGEST: Duration = Duration::from_secs(10);
/// A stream has this time from the signal on: a second of notice, and eight for what runs.
const LEAST: Duration = Duration::from_secs(8);
/// At once, as far as a busy machine lets one see it.
const AT_ONCE: Duration = Duration::from_secs(2);
/// So many requests are answered in between, at least.
const BETWEEN: usize = 50;

impl Stop {
    fn sequence(run: &Run) -> Vec<Self> {
        let some = [
            Self::Plain,
            Self::Twice,
            Self::Plain,
            Self::WithPull,
            Self::Plain,
        ];
        some.into_iter().cycle().take(run.pick(5, 50)).collect()
    }
}

impl<'a> Restarts<'a> {
    pub(super) fn new(
        haproxy: &'a HaProxy,
        entrance: &'a Entrance,
        puller: &'a Puller,
        bug: Option<Bug>,
    ) -> Self {
        Self {
            haproxy,
            entrance,
            puller,
            bug,
            ends: Default::default(),
            cut: 0,
            resumed: 0,
        }
    }

    /// Has them happen until something is broken.
    pub(super) fn happen(
        &mut self,
        members: &mut [Member; 2],
        run: &Run,
        rng: &mut Rng,
    ) -> Verdict {
        for (turn, stop) in Stop::sequence(run).into_iter().enumerate() {
            let nth = turn % members.len();
            self.await_traffic(rng)?;
            self.one(nth, &mut members[nth], stop)?;
            members[nth].start_again();
        }
        self.await_traffic(rng)
    }

    /// Until both nodes serve, and have for a while.
    fn await_traffic(&self, rng: &mut Rng) -> Verdict {
        self.haproxy.until_all_are_up();
        let given = || [0, 1].map(|node| self.haproxy.counted(node).given);
        let (before, enough) = (given(), self.entrance.answered() + BETWEEN);
        let deadline = Instant::now() + Duration::from_secs(30);
        let each_served = || {
            let mut served = given().into_iter().zip(before);
            served.all(|(now, before)| now > before + 5)
        };
        while self.entrance.answered() < enough || !each_served() {
            self.entrance.verdict()?;
            hold(Instant::now() < deadline, || {
                "the nodes are sent no requests".to_owned()
            })?;
            sleep(Duration::from_millis(5));
        }
        sleep(Duration::from_millis(rng.u64(..200)));
        self.entrance.verdict()
    }

    fn one(&mut self, nth: usize, member: &mut Member, stop: Stop) -> Verdict {
        let pull = (stop != Stop::Plain).then(|| {
            let begin = || self.puller.begin(Blob::Long);
            self.haproxy.with_all_sent_to(nth, begin)
        });
        let since = Instant::now();
        match self.bug {
            Some(Bug::Killed) => member.kill(),
            _ => member.ask_to_stop(),
        }
        let end = match stop {
            Stop::Plain | Stop::WithPull => member.end(since),
            Stop::Twice => {
                member.until_closed();
                self.until_only_pulls_run(nth)?;
                let second = Instant::now();
                member.ask_to_stop();
                member.end(second)
            }
        };
        self.ends[stop as usize].push(end.took);
        self.entrance.verdict()?;
        judge(stop, &end)?;
        if let Some(pull) = pull {
            let pulled = pull.recv().expect("a puller ends");
            self.judge_pull(stop, since, &pulled?)?;
        }
        Ok(())
    }

    /// A second signal cuts all that runs, which is not held against it. So nothing but the long pull may.
    fn until_only_pulls_run(&self, nth: usize) -> Verdict {
        let deadline = Instant::now() + Duration::from_secs(6);
        while self.haproxy.counted(nth).running > 1 {
            hold(Instant::now() < deadline, || {
                format!("node {} goes on with what it serves", NAMES[nth])
            })?;
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn judge_pull(&mut self, stop: Stop, since: Instant, pulled: &Pulled) -> Verdict {
        let Some(cut) = pulled.cut else {
            return Err(Broken("a long pull was not cut".to_owned()));
        };
        self.cut += 1;
        self.resumed += 1;
        let after = cut.saturating_duration_since(since);
        hold(stop == Stop::Twice || after >= LEAST, || {
            format!("a pull was cut after {:.1} s", after.as_secs_f32())
        })
    }

    fn retried(&self) -> u64 {
        let nodes = 0..NAMES.len();
        nodes.map(|node| self.haproxy.counted(node).retried).sum()
    }

    /// Tells what happened.
    pub(super) fn print(&self) {
        let kinds = [
            ("to end, with short requests", LONGEST),
            ("to end, with a long pull", LONGEST),
            ("to end at a second signal", AT_ONCE),
        ];
        figure("restarts", self.ends.iter().map(Vec::len).sum::<usize>());
        for ((name, goal), ends) in kinds.into_iter().zip(&self.ends) {
            let longest = ends.iter().max().copied().unwrap_or_default();
            let (longest, goal) = (longest.as_secs_f32(), goal.as_secs());
            figure(
                name,
                format!(
                    "{longest:.2} s at most, goal {goal} s, {} times",
                    ends.len()
                ),
            );
        }
        figure("long pulls cut", self.cut);
        figure("of these resumed", self.resumed);
        figure("connections repeated by HAProxy", self.retried());
    }

    /// What HAProxy has to try again was refused by a node that gave no notice.
    pub(super) fn verdict(&self) -> Verdict {
        let retried = self.retried();
        hold(retried == 0, || {
            format!("{retried} connections had to be repeated")
        })
    }
}

/// Whether a node ended as it should.
fn judge(stop: Stop, end: &End) -> Verdict {
    let seconds = end.took.as_secs_f32();
    if stop == Stop::Twice {
        hold(end.took <= AT_ONCE, || {
            format!("a node did not end at the second signal, but took {seconds:.1} s")
        })?;
        hold(end.status.code() == Some(143), || {
            format!("a node ended with {} at the second signal", end.status)
        })?;
        return hold(end.log.contains("stopped at once"), || {
            "a node ended at the second signal without the end of its log".to_owned()
        });
    }
    hold(end.took <= LONGEST, || {
        format!("a node took {seconds:.1} s to end")
    })?;
    hold(end.status.success(), || {
        format!("a node ended with {}", end.status)
    })?;
    hold(end.log.contains("stopped"), || {
        "a node ended without the end of its log".to_owned()
    })
}
