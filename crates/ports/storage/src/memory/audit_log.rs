use std::cmp::Reverse;

use async_trait::async_trait;
use pullkey_domain::{
    audit::{AuditEvent, Target},
    id::CompanyId,
};

use super::{MemoryStore, State, page};
use crate::{AuditFilter, AuditLog, AuditPart, AuditQuery, Page, PageRequest, StoreError};

#[async_trait]
impl AuditLog for MemoryStore {
    async fn list(
        &self,
        company: CompanyId,
        request: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        Ok(page(&self.state()?.trail(company), request))
    }

    async fn walk(&self, company: CompanyId, query: AuditQuery) -> Result<AuditPart, StoreError> {
        let state = self.state()?;
        let mut walked = state.trail(company);
        walked.retain(|event| {
            let behind = |place| (event.at(), event.id()) < place;
            is_looked_at(&query.filter, event) && query.after.is_none_or(behind)
        });
        let reach = query.reach as usize;
        walked.truncate(reach);
        let last = walked.last().filter(|_| walked.len() == reach);
        let reached = last.map(|last| (last.at(), last.id()));
        walked.retain(|event| is_picked(&query.filter, event));
        walked.truncate(query.picks() as usize);
        Ok(query.part(walked.into_iter().cloned().collect(), reached))
    }
}

fn is_looked_at(filter: &AuditFilter, event: &AuditEvent) -> bool {
    let credential = filter.credential.map(Target::Credential);
    credential.is_none_or(|it| event.target() == it)
        && filter.from.is_none_or(|from| from <= event.at())
        && filter.to.is_none_or(|to| event.at() < to)
}

fn is_picked(filter: &AuditFilter, event: &AuditEvent) -> bool {
    let actor = filter.actor.as_ref();
    actor.is_none_or(|it| it.includes(event.actor()))
        && filter.action.is_none_or(|it| event.action() == it)
}

impl State {
    /// The company's events, newest first.
    fn trail(&self, company: CompanyId) -> Vec<&AuditEvent> {
        let mut events: Vec<_> = self.events.values().collect();
        events.retain(|event| event.company() == company);
        events.sort_by_key(|event| Reverse((event.at(), event.id())));
        events
    }
}
