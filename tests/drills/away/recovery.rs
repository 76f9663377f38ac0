use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{Creators, Watch};
use crate::drill::{Broken, Verdict, figure, hold};

/// How soon all was well again after each outage.
#[derive(Default)]
pub(crate) struct Recoveries(BTreeMap<&'static str, Vec<Recovery>>);

struct Recovery {
    /// Until every creator had something created, and each node had done something of each kind.
    took: Duration,
    longest_answer: Duration,
}

const WELL_WITHIN: Duration = Duration::from_secs(5);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);

impl Recoveries {
    /// Waits until all is well after an outage that has just ended, and is named like this.
    pub(crate) fn await_one(
        &mut self,
        name: &'static str,
        creators: &Creators,
        watch: &Watch,
    ) -> Verdict {
        let since = Instant::now();
        let recovered = await_all(creators, watch);
        let (took, last) =
            recovered.map_err(|Broken(what)| Broken(format!("after it was {name}: {what}")))?;
        self.0.entry(name).or_default().push(Recovery {
            took,
            longest_answer: watch.take_longest(),
        });
        hold(took <= WELL_WITHIN, || {
            let (took, hindered) = (took.as_millis(), watch.hindered_since(since));
            format!("after it was {name}, there was no {last} for {took} ms{hindered}")
        })
    }

    pub(crate) fn print(&self) {
        for (name, recoveries) in &self.0 {
            let longest = |time: fn(&Recovery) -> Duration| {
                let longest = recoveries.iter().map(time).max();
                longest.unwrap_or_default().as_millis()
            };
            let times = recoveries.len();
            figure(
                &format!("{name} {times} times"),
                format!(
                    "all is well again within {} ms, longest answer {} ms",
                    longest(|it| it.took),
                    longest(|it| it.longest_answer)
                ),
            );
        }
    }
}

/// Waits until every creator has something created, and each node has done something of each kind. Tells how long that
/// took, and what came last.
pub(crate) fn await_all(creators: &Creators, watch: &Watch) -> Result<(Duration, String), Broken> {
    let since = Instant::now();
    let mut last = String::new();
    loop {
        creators.verdict()?;
        watch.verdict()?;
        let took = since.elapsed();
        let idle = !creators.have_written_since(since);
        let idle = idle.then(|| "Create by each client".to_owned());
        let Some(missing) = watch.missing_since(since).or(idle) else {
            return Ok((took, last));
        };
        hold(took < PATIENCE, || {
            format!("for {} ms, there was no {missing}", took.as_millis())
        })?;
        last = missing;
        sleep(Duration::from_millis(1));
    }
}
