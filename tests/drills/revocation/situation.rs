use std::sync::{Arc, Mutex, PoisonError};

/// In what keys are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Situation {
    TwoNodes,
    EpochLocked,
    DatabaseHung,
    Embedded,
}

impl Situation {
    /// As figures and findings name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TwoNodes => "two nodes",
            Self::EpochLocked => "epoch locked",
            Self::DatabaseHung => "database hung",
            Self::Embedded => "embedded store",
        }
    }
}

/// The situation that keys are being revoked in now, if there is one.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene(Arc<Mutex<Option<Situation>>>);

/// Lasts as long as a situation.
pub(super) struct Playing(Scene);

impl Scene {
    /// Lets a situation begin.
    #[must_use]
    pub(super) fn play(&self, situation: Situation) -> Playing {
        self.set(Some(situation));
        Playing(self.clone())
    }

    /// Whether it is this one.
    pub(super) fn is(&self, situation: Situation) -> bool {
        let now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now == Some(situation)
    }

    fn set(&self, situation: Option<Situation>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = situation;
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.0.set(None);
    }
}
