use std::{collections::BTreeSet, ops::Bound};

use async_trait::async_trait;
use pullkey_domain::{
    api_key::ApiKey,
    audit::{Action, AuditEvent, Target},
    credential::Credential,
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
};
use uuid::Uuid;

use super::{MemoryStore, State};
use crate::{
    AuditInspection, AuditedCompany, AuditedRow, CompanyRowState, LastChange, LinkedEvent,
    MalformedRows, RowKind, StoreError, StrayEvents,
};

#[async_trait]
impl AuditInspection for MemoryStore {
    async fn audited_companies(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<AuditedCompany>, StoreError> {
        let state = self.state()?;
        let mut ids: BTreeSet<_> = state.events.keys().map(|(company, _)| *company).collect();
        ids.extend(state.companies.keys());
        ids.extend(&state.deleted_companies);
        ids.extend(state.heads.keys());
        let behind = after.map_or(Bound::Unbounded, Bound::Excluded);
        let page = ids.range((behind, Bound::Unbounded)).take(limit as usize);
        Ok(page.map(|id| state.audited_company(*id)).collect())
    }

    async fn malformed_rows(&self) -> Result<Vec<MalformedRows>, StoreError> {
        Ok(Vec::new())
    }

    async fn linked_events(
        &self,
        company: CompanyId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LinkedEvent>, StoreError> {
        let state = self.state()?;
        let behind = match after {
            Some(after) => Bound::Excluded((company, after)),
            None => Bound::Included((company, i64::MIN)),
        };
        let links = state
            .links
            .range((behind, Bound::Included((company, i64::MAX))));
        let page = links.take(limit as usize).map(|(_, link)| LinkedEvent {
            seq: link.seq,
            id: link.event,
            key: link.mac.key.as_u32().into(),
            link: link.mac.mac.into(),
            event: state.events.get(&(company, link.event)).cloned().map(Ok),
        });
        Ok(page.collect())
    }

    async fn stray_events(
        &self,
        company: CompanyId,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<StrayEvents, StoreError> {
        let state = self.state()?;
        let own = state.events.iter();
        let own = own.filter(|(place, _)| place.0 == company && Some(place.1) > after);
        let walked: Vec<_> = own.take(limit as usize).collect();
        let strays = walked
            .iter()
            .filter(|(place, _)| !state.unsealed.contains(place) && !state.is_linked(**place));
        Ok(StrayEvents {
            walked_to: walked.last().map(|(place, _)| place.1),
            strays: strays
                .map(|(place, event)| (place.1, Ok((*event).clone())))
                .collect(),
        })
    }

    async fn audited_rows(
        &self,
        company: CompanyId,
        kind: RowKind,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<AuditedRow>, StoreError> {
        let state = self.state()?;
        let mut ids: BTreeSet<_> = state
            .changes(company, kind)
            .map(|it| it.target().id())
            .collect();
        ids.extend(state.row_ids(company, kind));
        let behind = after.map_or(Bound::Unbounded, Bound::Excluded);
        let page = ids.range((behind, Bound::Unbounded)).take(limit as usize);
        Ok(page
            .map(|id| state.audited_row(company, kind, *id))
            .collect())
    }
}

impl State {
    fn audited_company(&self, id: CompanyId) -> AuditedCompany {
        let deletions = self.events.values().filter(|event| {
            event.target() == Target::Company(id) && event.action() == Action::CompanyDelete
        });
        let first = deletions.min_by_key(|event| (event.at(), event.id()));
        AuditedCompany {
            id,
            row: if self.companies.contains_key(&id) {
                CompanyRowState::Existing
            } else if self.deleted_companies.contains(&id) {
                CompanyRowState::Deleted
            } else {
                CompanyRowState::Absent
            },
            deletion: first.cloned().map(Ok),
        }
    }

    /// The events that tell of a change of a row.
    fn changes(&self, company: CompanyId, kind: RowKind) -> impl Iterator<Item = &AuditEvent> {
        self.events.values().filter(move |event| {
            event.company() == company
                && event.target().kind() == kind.as_str()
                && event.before().map(|it| it.row) != event.after().map(|it| it.row)
        })
    }

    fn row_ids(&self, company: CompanyId, kind: RowKind) -> Vec<Uuid> {
        let own = |of: &CompanyId| *of == company;
        match kind {
            RowKind::Credential => {
                let places = self.credentials.keys().filter(|(of, _)| own(of));
                places.map(|(_, id)| id.as_uuid()).collect()
            }
            RowKind::ApiKey => {
                let places = self.api_keys.keys().filter(|(of, _)| own(of));
                places.map(|(_, id)| id.as_uuid()).collect()
            }
        }
    }

    fn audited_row(&self, company: CompanyId, kind: RowKind, id: Uuid) -> AuditedRow {
        let columns = match kind {
            RowKind::Credential => {
                let place = (company, CredentialId::from_uuid(id));
                self.credentials.get(&place).map(Credential::digest_input)
            }
            RowKind::ApiKey => {
                let key = self.api_keys.get(&(company, ApiKeyId::from_uuid(id)));
                key.map(|stored| ApiKey::digest_input(stored.key.unverified()))
            }
        };
        let own = self
            .changes(company, kind)
            .filter(|it| it.target().id() == id);
        let last = own
            .max_by_key(|it| version_reached(it))
            .map(|event| LastChange {
                id: event.id(),
                event: Ok(event.clone()),
            });
        AuditedRow {
            id,
            columns: columns.map(Ok),
            last,
            company_is_deleted: self.deleted_companies.contains(&company),
        }
    }
}

/// The version that the row has after the event. Nothing comes after a removal.
fn version_reached(event: &AuditEvent) -> i64 {
    let after = event.after().map(|versions| versions.row.as_i64());
    after.unwrap_or(i64::MAX)
}
