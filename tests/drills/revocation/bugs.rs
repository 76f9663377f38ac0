use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::Database;

use crate::trigger::Trigger;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// Who revokes a key does not tell the nodes. Planted by a trigger that undoes the raise of the epoch.
    UndoneEpoch,
    /// A node remembers whom it let in, and does not ask again. Planted by a proxy that repeats its answers.
    EndlessMemory,
    /// A node that cannot find out trusts whom it knew. Planted by a proxy that repeats what was answered before a 503.
    BlindTrust,
    /// A look-up that ends late is remembered after all. Planted by a proxy that now and then repeats what was answered
    /// before a refusal.
    Relapse,
}

const UNDONE_EPOCH: Trigger = Trigger {
    on: "BEFORE UPDATE ON auth_epoch",
    when: "true",
    happens: "NEW.epoch := OLD.epoch;",
};

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("undone-epoch", Self::UndoneEpoch),
        ("endless-memory", Self::EndlessMemory),
        ("blind-trust", Self::BlindTrust),
        ("relapse", Self::Relapse),
    ];

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        if matches!(self, Self::UndoneEpoch) {
            UNDONE_EPOCH.plant(database);
        }
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        if matches!(self, Self::UndoneEpoch) {
            return None;
        }
        let memory = Memory::default();
        Some(Proxy::start(place, move |request, upstream| {
            let known = memory.of(&request);
            if let (Self::EndlessMemory, Some(known)) = (self, &known) {
                return Ok(known.clone());
            }
            let answer = upstream.send(&request)?;
            match (self, answer.status(), known) {
                (Self::BlindTrust, "503", Some(known)) => Ok(known),
                (Self::Relapse, "401", Some(known)) if fastrand::u8(..20) == 0 => Ok(known),
                _ => {
                    memory.keep(&request, &answer);
                    Ok(answer)
                }
            }
        }))
    }
}

/// The first answers to requests that were let in.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Message>>);

impl Memory {
    fn of(&self, request: &Message) -> Option<Message> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(request)).cloned()
    }

    fn keep(&self, request: &Message, answer: &Message) {
        if ["200", "422"].contains(&answer.status()) {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key(request)).or_insert_with(|| answer.clone());
        }
    }
}

fn key(request: &Message) -> String {
    let holder = request.header("authorization").unwrap_or_default();
    format!("{holder} {} {}", request.method(), request.path())
}
