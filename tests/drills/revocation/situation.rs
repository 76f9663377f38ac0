use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use pullkey_tests::{IssuedKey, Message};

use super::change::Change;

/// In what a key ends, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Situation {
    pub(super) stage: Stage,
    pub(super) change: Change,
}

/// What there is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    TwoNodes,
    EpochLocked,
    DatabaseHung,
    Embedded,
}

/// For how long somebody may be let in yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// Nobody is who asks after that moment.
    AtOnce,
    /// Nobody is this much later.
    Within(Duration),
}

const SOON: Duration = Duration::from_secs(1);
/// Whoever does not learn the epoch in time forgets everybody, and looks each up anew.
const WITHOUT_EPOCH: Duration = Duration::from_secs(2);
/// Whatever happens to the database.
const AT_LAST: Duration = Duration::from_secs(5);

impl Stage {
    /// With this change.
    pub(super) const fn with(self, change: Change) -> Situation {
        Situation {
            stage: self,
            change,
        }
    }
}

impl Situation {
    /// For how long somebody may be let in at this node. Who changes keys over HTTP asks the first one.
    pub(super) fn limit(self, node: usize) -> Limit {
        match (self.stage, self.change) {
            (Stage::EpochLocked, _) => Limit::Within(WITHOUT_EPOCH),
            (Stage::DatabaseHung, _) => Limit::Within(AT_LAST),
            // Each node knows of the end by then, and looks at the time itself.
            (_, Change::Ended) => Limit::AtOnce,
            (_, change) if change.is_over_http() && node == 0 => Limit::AtOnce,
            _ => Limit::Within(SOON),
        }
    }
}

/// As figures and findings name it.
impl fmt::Display for Situation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.stage {
            Stage::TwoNodes => "two nodes",
            Stage::EpochLocked => "epoch locked",
            Stage::DatabaseHung => "database hung",
            Stage::Embedded => "embedded store",
        };
        write!(f, "{stage}, {}", self.change.name())
    }
}

impl Limit {
    /// How much later than the change somebody may be let in.
    pub(super) fn span(self) -> Duration {
        match self {
            Self::AtOnce => Duration::ZERO,
            Self::Within(span) => span,
        }
    }
}

/// A key that is to end.
pub(super) struct Trial {
    pub(super) situation: Situation,
    pub(super) company: String,
    pub(super) key: IssuedKey,
    /// Its new token, if it is given one. Nobody uses it before the end: nodes would learn of the rotation by it.
    pub(super) successor: OnceLock<IssuedKey>,
}

impl Trial {
    /// So long it is watched whether somebody is let in after he may not be any more. A node asks for the epoch each half
    /// second, and gives up after another one; whoever it forgets then is being looked up for as long as a request may
    /// take, and is answered by then.
    pub(super) fn aftermath(&self) -> Duration {
        match self.situation.stage {
            Stage::TwoNodes | Stage::Embedded => Duration::from_secs(1),
            Stage::EpochLocked | Stage::DatabaseHung => Duration::from_secs(2),
        }
    }

    /// How much later than the change its holders may be let in, wherever they are.
    pub(super) fn patience(&self) -> Duration {
        let spans = [0, 1].map(|node| self.situation.limit(node).span());
        spans.into_iter().max().unwrap_or_default()
    }
}

/// The situations that keys end in now, by their tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene(Arc<Mutex<HashMap<String, Situation>>>);

/// Lasts as long as they do.
pub(super) struct Playing(Scene);

impl Scene {
    /// Lets them begin.
    #[must_use]
    pub(super) fn play(&self, trials: &[Trial]) -> Playing {
        let header = |trial: &Trial| format!("Bearer {}", trial.key.token);
        let situations = trials.iter().map(|trial| (header(trial), trial.situation));
        self.set(situations.collect());
        Playing(self.clone())
    }

    /// The one of the key that a request was sent with.
    pub(super) fn of(&self, request: &Message) -> Option<Situation> {
        let now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.get(request.header("authorization")?).copied()
    }

    fn set(&self, situations: HashMap<String, Situation>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = situations;
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.0.set(HashMap::new());
    }
}
