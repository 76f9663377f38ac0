use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::Call;

use super::{bugs::Bug, commands, onlooker::Onlooker, pause, probes, victim::Victim, watch::Watch};
use crate::drill::{Broken, Run, Verdict, figure, hold};

/// The disk fills up, something happens, and there is room again.
#[derive(Debug, Clone)]
pub(super) struct Round {
    happens: Happens,
    /// What the ballast leaves, in bytes.
    room: usize,
    /// How long after there was room all was well.
    well_after: Option<Duration>,
}

/// What happens while the disk is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happens {
    Nothing,
    /// The service is killed, and started again on the full disk.
    Kill,
    /// The service is killed, and started again when there is room.
    KillUntilRoom,
    /// It is stopped in good order, is started in vain or not, and again when there is room.
    Stop,
    /// Commands that write are given.
    Commands,
    /// Longer than the audit trail may go on without being sealed.
    LongWait,
}

/// So many writes are refused before the disk counts as full.
const REFUSALS: usize = 20;
const WELL_WITHIN: Duration = Duration::from_secs(5);
/// When waiting is no use any more: a busy machine takes long to write all that there is room for.
const PATIENCE: Duration = Duration::from_mins(2);
/// The ballast leaves up to so much.
const LITTLE_ROOM: usize = 512 << 10;
/// So much, in some rounds, that the write-ahead log may grow until checkpoints are tried, which find no room either.
const MORE_ROOM: usize = 6 << 20;
/// Of so many rounds one.
const WITH_MORE_ROOM: usize = 5;
/// Unready within that: a minute in which nothing was sealed, and a second until somebody looks.
const UNSEALED_FOR: Duration = Duration::from_secs(65);
/// So many seconds may an event wait, and until the next look.
const MAY_WAIT: f64 = 62.0;

impl Round {
    /// The rounds of a run, in random order.
    pub(super) fn sequence(run: &Run, rng: &mut Rng) -> Vec<Self> {
        let each = [
            Happens::Nothing,
            Happens::Kill,
            Happens::KillUntilRoom,
            Happens::Stop,
            Happens::Commands,
        ];
        let mut all = each.repeat(run.pick(1, 10));
        all.extend(run.full.then_some(Happens::LongWait));
        rng.shuffle(&mut all);
        let rounds = all.into_iter().enumerate().map(|(nth, happens)| Self {
            happens,
            room: match nth % WITH_MORE_ROOM {
                0 => rng.usize(LITTLE_ROOM..MORE_ROOM),
                _ => rng.usize(..LITTLE_ROOM),
            },
            well_after: None,
        });
        rounds.collect()
    }

    pub(super) fn name(&self) -> &'static str {
        match self.happens {
            Happens::Nothing => "with the disk full",
            Happens::Kill => "killed and started with the disk full",
            Happens::KillUntilRoom => "killed with the disk full",
            Happens::Stop => "stopped with the disk full",
            Happens::Commands => "commands with the disk full",
            Happens::LongWait => "with the disk full for a minute",
        }
    }

    pub(super) fn play(
        &mut self,
        victim: &mut Victim,
        watch: &Watch,
        onlooker: &Onlooker,
        bug: Option<Bug>,
        rng: &mut Rng,
    ) -> Verdict {
        // Anything may be under way when it happens.
        sleep(Duration::from_millis(rng.u64(..100)));
        victim.disk().fill(self.room);
        let see = |victim: &mut Victim| {
            await_refusals(victim, watch)?;
            onlooker.reads(watch)?;
            probes(watch)
        };
        see(victim)?;
        let pid = victim.pid();
        match self.happens {
            Happens::Nothing => victim.disk().free()?,
            Happens::Kill => {
                watch.while_away(|| {
                    victim.kill();
                    victim.restart()
                })?;
                see(victim)?;
                victim.disk().free()?;
            }
            Happens::KillUntilRoom => watch.while_away(|| {
                victim.kill();
                victim.disk().free()?;
                victim.restart()
            })?,
            Happens::Stop => watch.while_away(|| {
                victim.stop();
                victim.disk().fill(0);
                victim.starts_or_is_refused()?;
                victim.disk().free()?;
                victim.restart()
            })?,
            Happens::Commands => {
                victim.disk().fill(0);
                commands::are_refused(victim, bug)?;
                victim.disk().free()?;
                commands::a_key_is_added(victim)?;
            }
            Happens::LongWait => {
                may_grow_unready(watch)?;
                onlooker.reads(watch)?;
                victim.disk().free()?;
            }
        }
        let restarts = [Happens::Kill, Happens::KillUntilRoom, Happens::Stop];
        let well_after = onlooker.await_all_done(watch)?;
        self.well_after = Some(well_after);
        hold(well_after <= WELL_WITHIN, || {
            let took = well_after.as_millis();
            format!("there is room, and not all was done for {took} ms")
        })?;
        if self.happens == Happens::LongWait {
            await_ready(watch)?;
        }
        probes(watch)?;
        let same = pid == victim.pid() || restarts.contains(&self.happens);
        hold(same, || "it is another process".to_owned())?;
        watch.verdict()
    }

    pub(super) fn print(rounds: &[Self]) {
        let played = rounds.iter().filter_map(|it| it.well_after);
        let longest = played.clone().max().unwrap_or_default().as_millis();
        let (count, limit) = (played.count(), WELL_WITHIN.as_millis());
        figure("times that the disk was full", count);
        figure(
            "all is done again",
            format!("{longest} ms after there was room at the latest (within {limit} ms)"),
        );
    }
}

/// Waits until writers find that the disk is full.
fn await_refusals(victim: &mut Victim, watch: &Watch) -> Verdict {
    let (since, before) = (Instant::now(), watch.refused());
    while watch.refused() < before + REFUSALS {
        watch.verdict()?;
        victim.look();
        hold(since.elapsed() < PATIENCE, || {
            "no write is refused".to_owned()
        })?;
        pause();
    }
    Ok(())
}

/// Waits for longer than a minute, unless the service says before that it does not go on sealing events, and nothing else. If
/// it does not, no event may have waited for a minute by its own count: all were sealed before the disk was full, or found
/// room by chance.
fn may_grow_unready(watch: &Watch) -> Verdict {
    let since = Instant::now();
    let ask = |path: &str| {
        let reply = watch.client().send(&Call::new("GET", path));
        reply.map_err(|lost| Broken(format!("{path} is answered {lost:?}")))
    };
    while since.elapsed() < UNSEALED_FOR {
        watch.verdict()?;
        let reply = ask("/readyz")?;
        if reply.status == 503 {
            let checks = reply.json()["checks"].clone();
            let failed = checks.as_object().into_iter().flatten();
            let failed: Vec<_> = failed.filter(|(_, holds)| **holds == false).collect();
            figure(
                "unready",
                format!("after {:.1} s", since.elapsed().as_secs_f32()),
            );
            let only = matches!(failed[..], [(name, _)] if name == "sealer");
            return hold(only, || format!("the checks are {checks}"));
        }
        pause();
    }
    let metrics = ask("/metrics")?.body;
    let metrics = String::from_utf8_lossy(&metrics).into_owned();
    let mut lines = metrics.lines();
    let age = lines.find_map(|line| line.strip_prefix("pullkey_audit_unsealed_age_seconds "));
    let age: f64 = age.and_then(|it| it.parse().ok()).unwrap_or(f64::INFINITY);
    figure("ready, with events not sealed for", format!("{age} s"));
    hold(age < MAY_WAIT, || {
        format!("it is ready though events are not sealed for {age} s")
    })
}

/// Waits until the service is ready again.
fn await_ready(watch: &Watch) -> Verdict {
    let since = Instant::now();
    while probes(watch).is_err() {
        hold(since.elapsed() < WELL_WITHIN, || {
            "it does not become ready".to_owned()
        })?;
        pause();
    }
    Ok(())
}
