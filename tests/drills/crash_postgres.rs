//! `crash-postgres`: what was acknowledged is there after a crash of a node, whole, and two nodes are as good as one.
//!
//! Writers create, change, read and delete credentials by two nodes on one PostgreSQL database in turn, while one node or
//! the other is killed (SIGKILL) at random moments and started again. What was acknowledged by one node must be there for
//! the other at once. Afterwards the writers' journal is held against the database, as in `crash-embedded`; keyed creates
//! must have their records, and counts must be those of the rows.

use std::time::Duration;

use pullkey_tests::Installation;
use tokio::runtime::Runtime;

use crate::{
    crash::{Crashes, Kept, Writers, check},
    drill::{Drill, Run, Verdict},
    service::{Front, Nodes},
};

mod bugs;

pub(crate) use self::bugs::Bug;

/// See the module.
pub(crate) struct CrashPostgres;

const WRITERS: usize = 16;
const READY_WITHIN: Duration = Duration::from_secs(2);

impl Drill for CrashPostgres {
    const NAME: &str = "crash-postgres";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let installation = Installation::new();
        let tenant = installation.tenant("crash-postgres");
        let fronts = [(); 2].map(|()| Front::of(installation.node()));
        let fronts = match bug {
            Some(bug) => bug.plant(fronts, installation.database()),
            None => fronts,
        };
        let service = Nodes::of(&fronts);
        let mut crashes = Crashes::of(fronts.into(), run.rng());
        let writers = Writers::new(&service, tenant.key.token);
        writers.check_operations()?;
        crashes.happen(run.pick(12, 200), &writers, WRITERS, |_| ())?;
        crashes.stop();
        let runtime = Runtime::new().expect("tokio starts");
        let kept = Kept::postgres(&installation, &tenant.company, &runtime);
        check(&runtime, kept, writers)?;
        crashes.were_ready_within(READY_WITHIN)
    }
}
