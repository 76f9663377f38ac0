use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{creators::Creators, outage::Outage, watch::Watch};
use crate::drill::{Verdict, figure, hold};

/// How soon all was well again after each outage.
#[derive(Default)]
pub(super) struct Recoveries(BTreeMap<Outage, Vec<Recovery>>);

struct Recovery {
    /// Until every creator had something created.
    took: Duration,
    longest_answer: Duration,
}

const WRITING_WITHIN: Duration = Duration::from_secs(5);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);

impl Recoveries {
    /// Waits until all is well after an outage that has just ended.
    pub(super) fn await_one(
        &mut self,
        outage: Outage,
        creators: &Creators,
        watch: &Watch,
    ) -> Verdict {
        let back = Instant::now();
        while !creators.have_written_since(back) && back.elapsed() < PATIENCE {
            creators.verdict()?;
            watch.verdict()?;
            sleep(Duration::from_millis(1));
        }
        let took = back.elapsed();
        self.0.entry(outage).or_default().push(Recovery {
            took,
            longest_answer: watch.take_longest(),
        });
        watch.verdict()?;
        hold(took <= WRITING_WITHIN, || {
            let (name, took) = (outage.name(), took.as_millis());
            format!("after it was {name}, a client had nothing created for {took} ms")
        })
    }

    pub(super) fn print(&self) {
        for (outage, recoveries) in &self.0 {
            let longest = |time: fn(&Recovery) -> Duration| {
                let longest = recoveries.iter().map(time).max();
                longest.unwrap_or_default().as_millis()
            };
            let (times, name) = (recoveries.len(), outage.name());
            figure(
                &format!("{name} {times} times"),
                format!(
                    "all write again within {} ms, longest answer {} ms",
                    longest(|it| it.took),
                    longest(|it| it.longest_answer)
                ),
            );
        }
    }
}
