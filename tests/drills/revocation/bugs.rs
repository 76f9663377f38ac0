use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::Database;

use super::situation::{Scene, Situation};
use crate::trigger::Trigger;

/// Bugs that a service could have. Each shows in one situation, and is not there in others, which would find it first.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// Who revokes a key does not tell the nodes. Planted by a trigger that undoes the raise of the epoch.
    UndoneEpoch,
    /// A look-up that ends late is remembered after all. Planted by a proxy that now and then repeats what was answered
    /// before a refusal.
    Relapse,
    /// A node that cannot read the epoch trusts its memory for longer than it should. Planted by a proxy that repeats its
    /// answers while they are not old.
    LongMemory,
    /// A node that cannot find out trusts whom it knew. Planted by a proxy that repeats its answers as soon as there was a
    /// 503.
    BlindTrust,
    /// A node remembers whom it let in, and does not ask again. Planted by a proxy that repeats its answers.
    EndlessMemory,
}

const UNDONE_EPOCH: Trigger = Trigger {
    on: "BEFORE UPDATE ON auth_epoch",
    when: "true",
    happens: "NEW.epoch := OLD.epoch;",
};
const LONG: Duration = Duration::from_secs(20);

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("undone-epoch", Self::UndoneEpoch),
        ("relapse", Self::Relapse),
        ("long-memory", Self::LongMemory),
        ("blind-trust", Self::BlindTrust),
        ("endless-memory", Self::EndlessMemory),
    ];

    /// Where it must be found.
    pub(super) fn situation(self) -> Situation {
        match self {
            Self::UndoneEpoch | Self::Relapse => Situation::TwoNodes,
            Self::LongMemory => Situation::EpochLocked,
            Self::BlindTrust => Situation::DatabaseHung,
            Self::EndlessMemory => Situation::Embedded,
        }
    }

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        if matches!(self, Self::UndoneEpoch) {
            UNDONE_EPOCH.plant(database);
        }
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place, scene: &Scene) -> Option<Proxy> {
        if matches!(self, Self::UndoneEpoch) {
            return None;
        }
        let (memory, scene) = (Memory::default(), scene.clone());
        let blind = AtomicBool::new(false);
        Some(Proxy::start(place, move |request, upstream| {
            let known = memory.of(&request);
            let known = known.filter(|_| scene.is(self.situation()));
            if let Some(known) = &known
                && self.repeats_unasked(known, blind.load(Ordering::Relaxed))
            {
                return Ok(known.answer.clone());
            }
            let answer = upstream.send(&request)?;
            blind.fetch_or(answer.status() == "503", Ordering::Relaxed);
            match known {
                Some(known) if self.repeats_instead_of(&answer) => Ok(known.answer),
                _ => {
                    memory.keep(&request, &answer);
                    Ok(answer)
                }
            }
        }))
    }

    fn repeats_unasked(self, known: &Known, blind: bool) -> bool {
        match self {
            Self::BlindTrust => blind,
            Self::LongMemory => known.since.elapsed() < LONG,
            Self::EndlessMemory => true,
            _ => false,
        }
    }

    fn repeats_instead_of(self, answer: &Message) -> bool {
        match self {
            Self::BlindTrust => answer.status() == "503",
            Self::Relapse => answer.status() == "401" && fastrand::u8(..20) == 0,
            _ => false,
        }
    }
}

/// The first answers to requests that were let in.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Known>>);

#[derive(Clone)]
struct Known {
    answer: Message,
    since: Instant,
}

impl Memory {
    fn of(&self, request: &Message) -> Option<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(request)).cloned()
    }

    fn keep(&self, request: &Message, answer: &Message) {
        if ["200", "422"].contains(&answer.status()) {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key(request)).or_insert_with(|| Known {
                answer: answer.clone(),
                since: Instant::now(),
            });
        }
    }
}

fn key(request: &Message) -> String {
    let holder = request.header("authorization").unwrap_or_default();
    format!("{holder} {} {}", request.method(), request.path())
}
