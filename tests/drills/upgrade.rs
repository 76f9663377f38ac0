//! `upgrade`: the databases of every schema so far are brought to the present one, by programs that are killed meanwhile.
//!
//! `upgrade/schemas` has a dump of each schema of both stores, as a program of its time left it, with companies, keys,
//! credentials, events and records of idempotency. Each is loaded. Two programs begin to migrate it at once, two nodes of
//! PostgreSQL, or a node and a command of the embedded store, and are killed (SIGKILL) at random moments, again and again.
//! Then they are let go on to the end.
//!
//! Each migration is written down once, was run to its end once, and the schema is that of a new database. Every row is
//! there with the values that it had, and none more; every secret opens; keys let in, or not, as they did; lists, counts and
//! searches show what they should; a create that is repeated is remembered; and `audit verify` finds nothing.

use fastrand::Rng;
use pullkey_tests::run as run_command;
use tokio::runtime::Runtime;

use crate::{
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    kind::Kind,
};

mod bugs;
mod check;
mod dumps;
mod killing;
mod site;
mod told;

pub(crate) use self::bugs::Bug;
use self::{check::Before, dumps::Dump, killing::Killed, site::Site, told::Told};

/// See the module.
pub(crate) struct Upgrade;

impl Drill for Upgrade {
    const NAME: &str = "upgrade";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        Kind::play_on_each(bug.map(Bug::concerns), |kind| {
            let fresh = fresh_schema(kind);
            let mut dumps = Dump::all(kind);
            if !run.full {
                dumps = some_of(dumps, &mut rng);
            }
            let (mut kills, mut upgraded) = (0, Vec::new());
            for dump in &dumps {
                let before = kills;
                for _ in 0..run.pick(1, 5) {
                    kills += upgrade(run, dump, bug, &fresh, &mut rng)?;
                }
                // The newest lacks nothing, so there is no middle.
                let is_newest = dumps.last().is_some_and(|it| it.version == dump.version);
                let was_killed = kills > before || is_newest || !run.full;
                hold(was_killed, || {
                    format!("no kill came in the middle from {}", dump.version)
                })?;
                upgraded.push(dump.version.as_str());
            }
            figure("upgraded from", upgraded.join(", "));
            figure("kills in the middle", kills);
            hold(kills > 0, || "no kill came in the middle".to_owned())
        })
    }

    fn finds(bug: Bug, broken: &Broken) -> bool {
        bug.is_found_by(broken)
    }
}

/// The oldest, the newest that lacks something, and one in between.
fn some_of(mut dumps: Vec<Dump>, rng: &mut Rng) -> Vec<Dump> {
    // The last lacks nothing.
    dumps.pop();
    let mut some = vec![dumps.remove(0)];
    let newest = dumps.pop();
    if !dumps.is_empty() {
        some.push(dumps.swap_remove(rng.usize(..dumps.len())));
    }
    some.extend(newest);
    some
}

/// Upgrades the database of a dump, and looks at all of it. Gives how many kills came in the middle.
fn upgrade(
    run: &Run,
    dump: &Dump,
    bug: Option<Bug>,
    fresh: &str,
    rng: &mut Rng,
) -> Result<u32, Broken> {
    let from = |Broken(what): Broken| Broken(format!("from {}: {what}", dump.version));
    let kind = dump.kind;
    let site = Site::of(dump);
    site.keep_records();
    let before = Before::of(&site);
    bugs::slow_down(kind, &site);
    if let Some(bug) = bug {
        bug.plant(kind, &site);
    }
    let Killed {
        in_the_middle,
        mut told,
    } = killing::kill(kind, &site, run.pick(3, 10), rng);
    if kind == Kind::Embedded {
        // All of them are one transaction there, of which each program tells before its end.
        told.clear();
    }
    let run_before = site.migrations();
    let mut told_last = killing::finish(kind, &site).map_err(from)?;
    if bug == Some(Bug::Untold) {
        told_last.clear();
    }
    let told = Told {
        killed: told,
        last: told_last,
        run_before,
    };
    bugs::clean_up(kind, &site, bug);
    let looked = || {
        told.of_each_once(kind, &site)?;
        let schema = site.schema();
        hold(schema == fresh, || {
            "the schema is not that of a new database".to_owned()
        })?;
        check::opens(dump, &site, &Runtime::new().expect("tokio starts"))?;
        check::serves(dump, &site)?;
        before.compare(&site)
    };
    looked().map_err(from)?;
    Ok(in_the_middle)
}

/// The schema of a new database.
fn fresh_schema(kind: Kind) -> String {
    let site = Site::empty(kind);
    let made = run_command(site.folder(0), &["migrate"]);
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    site.schema()
}
