//! `crash-embedded`: what was acknowledged is there after a crash, whole, and the service is soon back.
//!
//! Writers create, change, read and delete credentials of the embedded store while the service is killed (SIGKILL) at
//! random moments and started again on the same data. Afterwards their journal is held against the store: every
//! acknowledged change has its one event and its row, no row is without its events or an event without its row, each
//! create under an idempotency key has its record, counts are those of the rows, every sealed secret opens to what was
//! sent last, and each start was ready within a second.
//!
//! A killed process loses nothing of what it wrote to its files: what a power cut would take from a store that does not
//! sync is planted as `lost-tail`.

use std::time::Duration;

use pullkey_tests::Node;
use tokio::runtime::Runtime;

use crate::{
    crash::{Crashes, Kept, Writers, check},
    drill::{Drill, Run, Verdict},
    service::Front,
};

mod bugs;

pub(crate) use self::bugs::Bug;

/// See the module.
pub(crate) struct CrashEmbedded;

const WRITERS: usize = 8;
const READY_WITHIN: Duration = Duration::from_secs(1);

impl Drill for CrashEmbedded {
    const NAME: &str = "crash-embedded";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let node = Node::start();
        let key = node.first_key();
        let proxy = bug.and_then(|bug| bug.plant(&node));
        let mut crashes = Crashes::of(vec![Front::of(node).behind(proxy)], run.rng());
        let service = crashes.fronts[0].client();
        let writers = Writers::new(&service, key);
        writers.check_operations()?;
        crashes.happen(run.pick(12, 200), &writers, WRITERS, |node| {
            if matches!(bug, Some(Bug::LostTail)) {
                bugs::cut_tail(node);
            }
        })?;
        crashes.stop();
        let runtime = Runtime::new().expect("tokio starts");
        check(&runtime, Kept::embedded(&crashes.fronts[0].node), writers)?;
        crashes.were_ready_within(READY_WITHIN)
    }
}
