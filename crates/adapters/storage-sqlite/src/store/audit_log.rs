use async_trait::async_trait;
use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper, SqliteConnection,
    insert_into,
};
use pullkey_domain::{audit::AuditEvent, id::CompanyId};
use pullkey_storage::{AuditLog, AuditPart, AuditQuery, Page, PageRequest, StoreError};

use super::{SqliteStore, audit_walk::AuditWalk};
use crate::{
    readers::Walk,
    row::{AuditEventRow, PageRows},
    schema::{audit_events, audit_unsealed},
};

#[async_trait]
impl AuditLog for SqliteStore {
    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            let of_company = audit_events::company_id.eq(&company.as_bytes()[..]);
            let own = audit_events::table.filter(of_company);
            let newest_first = own
                .order((audit_events::at.desc(), audit_events::id.desc()))
                .select(AuditEventRow::as_select());
            PageRows::<AuditEventRow<'_>>::load(newest_first, own.count(), page, connection)
        });
        rows.await?.into_page()
    }

    async fn walk(&self, company: CompanyId, query: AuditQuery) -> Result<AuditPart, StoreError> {
        let kind = if query.filter.picks_out() {
            Walk::Search
        } else {
            Walk::Page
        };
        let walk = AuditWalk { company, query };
        let part = self
            .readers
            .read_blocking(kind, move |connection| walk.load(connection));
        part.await?
    }
}

/// Appends an event to the trail of its company, where it waits to be sealed: to be called in the transaction of its change.
pub(super) fn append_event(
    event: &AuditEvent,
    connection: &mut SqliteConnection,
) -> QueryResult<()> {
    insert_into(audit_events::table)
        .values(AuditEventRow::from(event))
        .execute(connection)?;
    mark(event, connection)
}

/// Has an event that was just stored wait to be sealed.
pub(super) fn mark(event: &AuditEvent, connection: &mut SqliteConnection) -> QueryResult<()> {
    insert_into(audit_unsealed::table)
        .values((
            audit_unsealed::company_id.eq(&event.company().as_bytes()[..]),
            audit_unsealed::event_id.eq(&event.id().as_bytes()[..]),
        ))
        .execute(connection)
        .map(drop)
}
