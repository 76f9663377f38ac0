//! What is common to drills in which something is killed while credentials are created, changed and deleted: clients
//! that write, and the comparison of their journal with the store.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::Node;

use crate::{
    drill::{Broken, Verdict, figure, hold},
    service::Front,
};

mod check;
mod kept;
pub(crate) mod proxies;
mod sent;
mod writer;

pub(crate) use self::{check::check, kept::Kept, writer::Writers};

/// So many changes are acknowledged between two kills on average, and at most this much time goes by.
const BETWEEN_KILLS: usize = 50;
const UPTIME: Duration = Duration::from_secs(5);

/// Kills nodes again and again, one at a time.
pub(crate) struct Crashes {
    pub(crate) fronts: Vec<Front>,
    rng: Rng,
    /// How long each start took.
    starts: Vec<Duration>,
}

impl Crashes {
    pub(crate) fn of(fronts: Vec<Front>, rng: Rng) -> Self {
        Self {
            fronts,
            rng,
            starts: Vec::new(),
        }
    }

    /// Kills so often while so many clients write. What else a crash does is done by `after_kill`.
    pub(crate) fn happen(
        &mut self,
        kills: usize,
        writers: &Writers,
        clients: usize,
        after_kill: impl Fn(&Node),
    ) -> Verdict {
        let mut rng = self.rng.fork();
        let since = Instant::now();
        let ended = writers.while_writing(clients, &mut rng, || {
            let wanted = kills * BETWEEN_KILLS;
            while self.starts.len() < kills || writers.acknowledged() < wanted {
                self.one(writers, &after_kill)?;
            }
            Ok(())
        });
        figure("kills", self.starts.len());
        figure("load", format!("{:.1} s", since.elapsed().as_secs_f32()));
        ended
    }

    fn one(&mut self, writers: &Writers, after_kill: &impl Fn(&Node)) -> Verdict {
        let (since, before) = (Instant::now(), writers.acknowledged());
        let enough = before + self.rng.usize(..2 * BETWEEN_KILLS);
        while writers.acknowledged() < enough {
            if since.elapsed() > UPTIME {
                hold(writers.acknowledged() > before, || {
                    "nothing is acknowledged any more".to_owned()
                })?;
                break;
            }
            thread::sleep(Duration::from_micros(self.rng.u64(..2000)));
        }
        let victim = self.rng.usize(..self.fronts.len());
        let front = &mut self.fronts[victim];
        front.node.kill();
        after_kill(&front.node);
        let started = catch_unwind(AssertUnwindSafe(|| front.restart()));
        let started = started.map_err(|_| Broken("it does not start again".into()));
        self.starts.push(started?);
        Ok(())
    }

    /// Lets the nodes end in good order.
    pub(crate) fn stop(&mut self) {
        for front in &mut self.fronts {
            front.node.stop();
        }
    }

    /// Whether each start was ready within this time.
    pub(crate) fn were_ready_within(mut self, limit: Duration) -> Verdict {
        self.starts.sort();
        let median = self.starts.get(self.starts.len() / 2);
        let (Some(longest), Some(median)) = (self.starts.last(), median) else {
            return Ok(());
        };
        let (median, longest_ms) = (median.as_millis(), longest.as_millis());
        figure(
            "ready after a start",
            format!("median {median} ms, longest {longest_ms} ms"),
        );
        hold(*longest <= limit, || {
            format!("one start was ready only after {longest_ms} ms")
        })
    }
}
