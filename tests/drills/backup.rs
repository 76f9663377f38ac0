//! `backup`: a copy that was made while the service is used opens elsewhere with its key ring, all of it; without the
//! ring and with a wrong one it is refused, in words that say what to do, and is left as it was.
//!
//! Writers create, change and delete credentials of one company. Their journal ends; then the copy is made while others
//! write to another company: by `pullkey backup` of the embedded store, by `pg_dump` of PostgreSQL. Where it is restored
//! there is no ring at first, then a fresh one, then one that has another key under a known id. Service and commands must
//! end with status 1 and name the ring and the page about restoring; nothing may be served, made or written. Then the ring
//! is put back: the service is ready, all that was acknowledged before the copy is there and every secret opens to what
//! was sent last, keys let in or not as they did, and it goes on.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Client, Server};
use tempfile::tempdir;
use tokio::runtime::Runtime;

use crate::{
    crash::{Writers, check},
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    kind::Kind,
};

mod bugs;
mod elsewhere;
mod keys;
mod refusal;
mod source;

pub(crate) use self::bugs::Bug;
use self::{bugs::Flaw, elsewhere::Elsewhere, keys::Keys, refusal::Wrong, source::Source};

/// See the module.
pub(crate) struct Backup;

const WRITERS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(30);

impl Drill for Backup {
    const NAME: &str = "backup";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        Kind::play_on_each(bug.map(|bug| bug.kind), |kind| {
            play(kind, run, bug.map(|bug| bug.flaw))
        })
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.contains(bug.flaw.sign())
    }
}

fn play(kind: Kind, run: &Run, flaw: Option<Flaw>) -> Verdict {
    let mut rng = run.rng();
    let source = Source::start(kind);
    let client = source.client();
    let writers = Writers::new(&client, source.key.clone());
    writers.check_operations()?;
    let wanted = run.pick(300, 5_000);
    writers.while_writing(WRITERS, &mut rng, || until(&writers, wanted))?;
    let keys = Keys::make(&source, flaw);
    let folder = tempdir().expect("there is room for a folder");
    let copy = folder.path().join("copy");
    copy_while_used(&source, &client, &mut rng, || source.copy(&copy))?;
    let key_ring = fs::read(source.ring()).expect("there is a key ring");
    drop(source);

    let elsewhere = Elsewhere::restore(kind, &copy);
    if let Some(flaw) = flaw {
        flaw.plant(&elsewhere, &keys);
    }
    let before = elsewhere.traces();
    for wrong in Wrong::ALL {
        wrong.put(&elsewhere, &key_ring);
        if flaw == Some(Flaw::RingInCopy) {
            elsewhere.put_ring(&key_ring);
        }
        let refused = refusal::hold_for_all(&elsewhere, wrong, &keys);
        let named = |Broken(what)| Broken(format!("{}: {what}", wrong.name()));
        refused.map_err(named)?;
        if flaw == Some(Flaw::WritingRefusal) {
            elsewhere.run("UPDATE auth_epoch SET epoch = epoch + 1");
        }
        hold(elsewhere.traces() == before, || {
            format!("{}: a refusal has changed the database", wrong.name())
        })?;
    }
    elsewhere.put_ring(&key_ring);
    opens(&elsewhere, writers, &keys)
}

/// Makes the copy while others write to another company.
fn copy_while_used(
    source: &Source,
    client: &Client,
    rng: &mut Rng,
    copy: impl FnOnce(),
) -> Verdict {
    let others = Writers::new(client, source.key_of_another_company());
    others.while_writing(WRITERS, rng, || {
        until(&others, 20)?;
        let (since, before) = (Instant::now(), others.acknowledged());
        copy();
        figure(
            "copied within",
            format!("{} ms", since.elapsed().as_millis()),
        );
        // A store that stood still until it was copied would not have been in use.
        until(&others, before + 1)?;
        figure(
            "changes by others meanwhile",
            others.acknowledged() - before,
        );
        Ok(())
    })
}

fn until(writers: &Writers<'_>, wanted: usize) -> Verdict {
    let mut last = (Instant::now(), 0);
    while writers.acknowledged() < wanted {
        if writers.acknowledged() > last.1 {
            last = (Instant::now(), writers.acknowledged());
        }
        hold(last.0.elapsed() < PATIENCE, || {
            "nothing is acknowledged any more".to_owned()
        })?;
        sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// With its ring, everything is as it was when it was copied, and goes on.
fn opens(elsewhere: &Elsewhere, writers: Writers<'_>, keys: &Keys) -> Verdict {
    let mut server = started(elsewhere)?;
    keys.hold_at(&server)?;
    server.stop();
    let runtime = Runtime::new().expect("tokio starts");
    check(&runtime, elsewhere.kept(&keys.company, &runtime), writers)?;
    drop(runtime);
    let server = started(elsewhere)?;
    let sealed = keys.seal_all_anew(&server)?;
    figure("secrets opened by the service", sealed);
    Ok(())
}

fn started(elsewhere: &Elsewhere) -> Result<Server, Broken> {
    let started = catch_unwind(AssertUnwindSafe(|| {
        let server = Server::start(elsewhere.folder());
        server.until_ready();
        server
    }));
    started.map_err(|_| Broken("with its ring, it does not start".to_owned()))
}
