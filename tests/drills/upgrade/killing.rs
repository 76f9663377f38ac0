//! Programs that migrate, killed and not.

use std::{
    ops::Range,
    process::Child,
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::{
    dumps::migrations,
    site::{PROGRAMS, Site},
};
use crate::{
    drill::{Broken, Verdict, hold},
    kind::Kind,
};

/// So much later than a migration was begun the kill comes, in milliseconds.
const MOMENTS: Range<u64> = 0..100;
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of kills.
#[derive(Default)]
pub(super) struct Killed {
    /// How many came while a migration was under way.
    pub(super) in_the_middle: u32,
    /// What programs logged before.
    pub(super) told: Vec<String>,
}

/// Lets nodes begin to migrate, and kills them at random moments, so often.
pub(super) fn kill(kind: Kind, site: &Site, kills: u32, rng: &mut Rng) -> Killed {
    let mut killed = Killed::default();
    for _ in 0..kills {
        let mut nodes: Vec<_> = (0..PROGRAMS).map(|nth| start(kind, site, nth)).collect();
        let since = Instant::now();
        while !site.is_migrating() && since.elapsed() < PATIENCE {
            sleep(Duration::from_millis(2));
        }
        sleep(Duration::from_millis(rng.u64(MOMENTS)));
        let was_under_way = site.is_migrating();
        for node in &mut nodes {
            drop(node.kill());
            drop(node.wait());
        }
        killed.told.extend((0..PROGRAMS).map(|nth| site.log(nth)));
        killed.in_the_middle += u32::from(was_under_way && is_left(kind, site));
        if !is_left(kind, site) {
            break;
        }
    }
    killed
}

fn is_left(kind: Kind, site: &Site) -> bool {
    site.migrations().len() < migrations(kind).len()
}

fn start(kind: Kind, site: &Site, nth: usize) -> Child {
    match (kind, nth) {
        // Only one serves an embedded database. A command may run beside it.
        (Kind::Embedded, 1..) => site.spawn(nth, &["migrate"]),
        _ => site.spawn(nth, &["serve", "--listen=127.0.0.1:0"]),
    }
}

/// Lets all programs migrate at once, to the end. Gives what they logged.
pub(super) fn finish(kind: Kind, site: &Site) -> Result<Vec<String>, Broken> {
    let mut programs: Vec<_> = (0..PROGRAMS).map(|nth| start(kind, site, nth)).collect();
    let deadline = Instant::now() + Duration::from_secs(30);
    let ended = loop {
        let ended = judge(kind, site, &mut programs);
        let mut running = programs.iter_mut().enumerate();
        let done = !is_left(kind, site) && running.all(|(nth, it)| is_done(kind, site, nth, it));
        if done || ended.is_err() {
            break ended;
        }
        if Instant::now() >= deadline {
            break Err(Broken("the schema is not brought to its end".to_owned()));
        }
        sleep(Duration::from_millis(10));
    };
    for program in &mut programs {
        drop(program.kill());
        drop(program.wait());
    }
    ended?;
    Ok((0..PROGRAMS).map(|nth| site.log(nth)).collect())
}

/// Whether the program has nothing more to do with the schema, nor to tell of it.
fn is_done(kind: Kind, site: &Site, nth: usize, program: &mut Child) -> bool {
    match (kind, nth) {
        (Kind::Embedded, 1..) => program.try_wait().is_ok_and(|ended| ended.is_some()),
        (Kind::Embedded, 0) => site.log(nth).contains("serving"),
        (Kind::Postgres, _) => site.log(nth).contains("the database is open"),
    }
}

/// No program may give up; a command may be done.
fn judge(kind: Kind, site: &Site, programs: &mut [Child]) -> Verdict {
    for (nth, program) in programs.iter_mut().enumerate() {
        let Some(status) = program.try_wait().expect("it can be waited for") else {
            continue;
        };
        let may_end = kind == Kind::Embedded && nth > 0;
        hold(may_end && status.success(), || {
            format!("a program ended with {status}: {}", site.log(nth))
        })?;
    }
    Ok(())
}
