use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::Database;

mod memory;

use self::memory::{Known, Memory};
use super::{
    change::Change,
    situation::{Scene, Situation, Stage},
};
use crate::trigger::Trigger;

/// Bugs that a service could have. Each shows in one situation, and is not there in others, which would find it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The node that deletes a key learns of it as the others do. Planted by a proxy that repeats its answers for a moment.
    LateDeletion,
    /// A change of a key is kept from the other nodes. Planted by a trigger that takes the raise of the epoch back.
    Deaf(Change),
    /// What a key may do is remembered though it changed. Planted by a proxy that repeats its answers.
    KeptReach,
    /// A token counts though it was replaced. Planted by a proxy that repeats its answers.
    OldToken,
    /// Ends are looked at by the second. Planted by a proxy that repeats its answers for a moment.
    RoundedEnd,
    /// A key that is to end is none any more. Planted by a proxy that refuses it as soon as it has an end.
    EarlyEnd,
    /// Keys outlive their company. Planted by a proxy that repeats its answers.
    OrphanKeys,
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
        ("late-deletion", Self::LateDeletion),
        ("deaf-switch", Self::Deaf(Change::SwitchedOff)),
        ("deaf-narrowing", Self::Deaf(Change::Narrowed)),
        ("deaf-rotation", Self::Deaf(Change::Rotated)),
        ("deaf-end", Self::Deaf(Change::Ended)),
        ("kept-reach", Self::KeptReach),
        ("old-token", Self::OldToken),
        ("rounded-end", Self::RoundedEnd),
        ("early-end", Self::EarlyEnd),
        ("orphan-keys", Self::OrphanKeys),
    ];

    /// Where it must be found.
    pub(super) fn situation(self) -> Situation {
        let two_nodes = |change| Stage::TwoNodes.with(change);
        match self {
            Self::UndoneEpoch | Self::Relapse => two_nodes(Change::Revoked),
            Self::LongMemory => Stage::EpochLocked.with(Change::Erased),
            Self::BlindTrust => Stage::DatabaseHung.with(Change::Erased),
            Self::EndlessMemory => Stage::Embedded.with(Change::Revoked),
            Self::LateDeletion => two_nodes(Change::Deleted),
            Self::Deaf(change) => two_nodes(change),
            Self::KeptReach => two_nodes(Change::Narrowed),
            Self::OldToken => two_nodes(Change::Rotated),
            Self::RoundedEnd | Self::EarlyEnd => two_nodes(Change::Ended),
            Self::OrphanKeys => two_nodes(Change::CompanyDeleted),
        }
    }

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        if let Some(trigger) = self.trigger() {
            trigger.plant(database);
        }
    }

    fn trigger(self) -> Option<Trigger> {
        let deaf_to = |when| Trigger {
            on: "AFTER UPDATE ON api_keys",
            when,
            happens: "UPDATE auth_epoch SET epoch = epoch - 1;",
        };
        match self {
            Self::UndoneEpoch => Some(UNDONE_EPOCH),
            Self::Deaf(Change::SwitchedOff) => Some(deaf_to("OLD.enabled AND NOT NEW.enabled")),
            Self::Deaf(Change::Narrowed) => Some(deaf_to(
                "OLD.capabilities IS DISTINCT FROM NEW.capabilities",
            )),
            Self::Deaf(Change::Rotated) => {
                Some(deaf_to("OLD.verifier IS DISTINCT FROM NEW.verifier"))
            }
            Self::Deaf(Change::Ended) => {
                Some(deaf_to("OLD.expires_at IS DISTINCT FROM NEW.expires_at"))
            }
            _ => None,
        }
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place, scene: &Scene) -> Option<Proxy> {
        if self.trigger().is_some() {
            return None;
        }
        let (memory, scene) = (Memory::default(), scene.clone());
        let (blind, ending) = (AtomicBool::new(false), AtomicBool::new(false));
        Some(Proxy::start(place, move |request, upstream| {
            let here = scene.of(&request) == Some(self.situation());
            let known = memory.of(&request).filter(|_| here);
            if here && self == Self::EarlyEnd && ending.load(Ordering::Relaxed) {
                return Ok(Message::answer("401 Unauthorized", b"{}"));
            }
            if let Some(known) = &known
                && self.repeats_unasked(known, blind.load(Ordering::Relaxed))
            {
                return Ok(known.answer.clone());
            }
            let answer = upstream.send(&request)?;
            blind.fetch_or(answer.status() == "503", Ordering::Relaxed);
            ending.fetch_or(gives_end(&request), Ordering::Relaxed);
            match known {
                Some(known) if self.repeats_instead_of(&answer, &known) => Ok(known.answer),
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

    fn repeats_instead_of(self, answer: &Message, known: &Known) -> bool {
        if self == Self::BlindTrust {
            return answer.status() == "503";
        }
        let refused = ["401", "403"].contains(&answer.status());
        refused && self.lasts().is_some_and(|span| known.refused_for() < span)
            || self.relapses(answer)
    }

    fn relapses(self, answer: &Message) -> bool {
        self == Self::Relapse && answer.status() == "401" && fastrand::u8(..20) == 0
    }

    /// How long after the first refusal it repeats what was answered before.
    fn lasts(self) -> Option<Duration> {
        match self {
            Self::LateDeletion | Self::RoundedEnd => Some(Duration::from_millis(300)),
            Self::KeptReach | Self::OldToken | Self::OrphanKeys => Some(Duration::MAX),
            _ => None,
        }
    }
}

/// Whether a key is given an end.
fn gives_end(request: &Message) -> bool {
    let body = String::from_utf8_lossy(request.body());
    request.method() == "PATCH" && body.contains("expired_at")
}
