use pullkey_domain::{
    audit::{Action, ActorFilter, AuditEvent},
    id::{AuditEventId, CredentialId},
    timestamp::Timestamp,
};

/// Which events of a company's trail are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    /// What is asked of each.
    pub filter: AuditFilter,
    /// Behind which place to begin; at the newest if it is `None`.
    pub after: Option<AuditPlace>,
    /// How many at most, and at least one.
    pub limit: u32,
    /// How many to look at, at most, of those that are of the credential and the time that the filter asks for.
    pub reach: u32,
}

/// What is asked of each event. What is `None` is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// It tells of this credential.
    pub credential: Option<CredentialId>,
    /// One of these did it.
    pub actor: Option<ActorFilter>,
    /// This was done.
    pub action: Option<Action>,
    /// It was done then or later.
    pub from: Option<Timestamp>,
    /// It was done before that.
    pub to: Option<Timestamp>,
}

/// Where an event stands in its trail: that comes behind what has a later moment, or the same one and a greater id.
pub type AuditPlace = (Timestamp, AuditEventId);

/// The events that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPart {
    /// The events, newest first.
    pub items: Vec<AuditEvent>,
    /// Behind which place to go on; `None` if no more are to be found.
    pub next: Option<AuditPlace>,
}

impl AuditQuery {
    /// Behind which place the walk begins, be it that something was seen already or that it is too late: one bound, so
    /// that no store has to choose between two.
    pub fn start(&self) -> Option<AuditPlace> {
        // No event of this moment comes behind that.
        let to = self.filter.to.map(|to| (to, AuditEventId::MIN));
        self.after.into_iter().chain(to).min()
    }

    /// How many events a walk that looks for these picks out: one more than it shows tells whether any follows.
    pub fn picks(&self) -> u32 {
        self.limit.saturating_add(1)
    }

    /// The part that is shown of what a walk picked out. Where it ended because of its reach, and not of the trail, it
    /// ended at this place.
    pub fn part(&self, mut picked: Vec<AuditEvent>, reached: Option<AuditPlace>) -> AuditPart {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = picked.len() > limit;
        picked.truncate(limit);
        let last = picked.last().map(|last| (last.at(), last.id()));
        AuditPart {
            next: if more { last } else { reached },
            items: picked,
        }
    }
}

impl AuditFilter {
    /// Whether events are left out of a walk once they were looked at, however many that may be: the others are in an
    /// order in which only what was asked for is come by.
    pub fn picks_out(&self) -> bool {
        self.actor.is_some() || self.action.is_some()
    }
}
