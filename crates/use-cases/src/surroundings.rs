use std::{sync::Arc, time::Duration};

use pullkey_domain::{
    audit::{Act, Actor, RequestId},
    id::AuditEventId,
    timestamp::Timestamp,
};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The wall time. It may step back.
    fn now(&self) -> Timestamp;

    /// The time since some fixed moment. It never steps back: durations and deadlines are measured with it.
    fn elapsed(&self) -> Duration;
}

/// Makes ids.
pub trait IdSource: Send + Sync {
    /// A UUID that nobody made before.
    fn next(&self) -> Uuid;
}

/// Gives randomness that nobody can foresee.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Everything that the use cases take from outside besides their ports.
#[derive(Clone)]
pub struct Surroundings {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn IdSource>,
    /// Gives randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// On whose behalf something is done.
#[derive(Debug, Clone)]
pub struct By {
    /// Who does it.
    pub actor: Actor,
    /// The request that it is done in, if it is one.
    pub request: Option<RequestId>,
}

impl By {
    /// Outside of any request.
    pub fn actor(actor: Actor) -> Self {
        Self {
            actor,
            request: None,
        }
    }
}

impl Surroundings {
    /// What is done now on somebody's behalf.
    pub(crate) fn act(&self, by: By) -> Act {
        self.act_at(self.clock.now(), by)
    }

    /// What was done at this moment on somebody's behalf.
    pub(crate) fn act_at(&self, at: Timestamp, by: By) -> Act {
        Act {
            event: AuditEventId::from_uuid(self.ids.next()),
            actor: by.actor,
            request: by.request,
            at,
        }
    }
}
