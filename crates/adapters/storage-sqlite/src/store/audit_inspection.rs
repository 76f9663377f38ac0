mod malformed;
mod rows;

use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, SelectableHelper, SqliteConnection,
    dsl::{exists, not},
};
use pullkey_domain::{
    audit::Action,
    id::{AuditEventId, CompanyId},
};
use pullkey_storage::{
    AuditInspection, AuditedCompany, AuditedRow, CompanyRowState, LinkedEvent, MalformedRows,
    RowKind, StoreError, StrayEvents,
};
use uuid::Uuid;

use super::SqliteStore;
use crate::{
    readers::Walk,
    row::{AuditEventRow, Id, Row, from_id},
    schema::{audit_events, audit_heads, audit_links, audit_unsealed, companies},
    whole::{Exactly, ID, length},
};

#[async_trait]
impl AuditInspection for SqliteStore {
    async fn audited_companies(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<AuditedCompany>, StoreError> {
        let read = self.readers.read_blocking(Walk::Page, move |connection| {
            let ids = company_ids(after, limit, connection)?;
            let companies = ids.into_iter().map(|id| audited_company(id, connection));
            companies.collect::<QueryResult<Vec<_>>>()
        });
        read.await
    }

    async fn malformed_rows(&self) -> Result<Vec<MalformedRows>, StoreError> {
        let read = self.readers.read_blocking(Walk::Search, malformed::counted);
        read.await
    }

    async fn linked_events(
        &self,
        company: CompanyId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LinkedEvent>, StoreError> {
        let from = match after {
            None => i64::MIN,
            Some(i64::MAX) => return Ok(Vec::new()),
            Some(after) => after + 1,
        };
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            let its_event = audit_events::company_id
                .eq(audit_links::company_id)
                .and(audit_events::id.eq(audit_links::event_id));
            audit_links::table
                .left_join(audit_events::table.on(its_event))
                .filter(audit_links::company_id.eq(&company.as_bytes()[..]))
                .filter(audit_links::seq.ge(from))
                .order(audit_links::seq)
                .limit(limit.into())
                .select((
                    audit_links::seq,
                    audit_links::event_id,
                    audit_links::audit_key,
                    Exactly::<_, 32>(audit_links::link),
                    Option::<AuditEventRow<'_>>::as_select(),
                ))
                .load::<Linked>(connection)
        });
        let linked = rows
            .await?
            .into_iter()
            .map(|(seq, id, key, link, event)| LinkedEvent {
                seq,
                id: event_id(&id),
                key,
                link,
                event: event.map(Row::restore),
            });
        Ok(linked.collect())
    }

    async fn stray_events(
        &self,
        company: CompanyId,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<StrayEvents, StoreError> {
        let read = self.readers.read_blocking(Walk::Page, move |connection| {
            strays(company, after, limit, connection)
        });
        read.await
    }

    async fn audited_rows(
        &self,
        company: CompanyId,
        kind: RowKind,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<AuditedRow>, StoreError> {
        let read = self.readers.read_blocking(Walk::Page, move |connection| {
            rows::audited(company, kind, after, limit, connection)
        });
        read.await
    }
}

type Linked = (
    i64,
    Id<'static>,
    i64,
    Vec<u8>,
    Option<AuditEventRow<'static>>,
);

/// What is no id is that of no event.
fn event_id(id: &Id<'_>) -> AuditEventId {
    AuditEventId::from_uuid(from_id(id, "event_id").unwrap_or_default())
}

/// Ids in order, without what is none.
fn in_order(ids: Vec<Vec<u8>>) -> BTreeSet<Uuid> {
    let ids = ids.into_iter().map(|id| Uuid::from_slice(&id));
    ids.filter_map(Result::ok).collect()
}

fn company_ids(
    after: Option<CompanyId>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<Vec<Uuid>> {
    // No bytes come before those of any id.
    let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
    let limit = i64::from(limit);
    let mut ids: Vec<Vec<u8>> = companies::table
        .select(companies::id)
        .filter(companies::id.gt(after))
        .filter(length(companies::id).eq(ID))
        .order(companies::id)
        .limit(limit)
        .load(connection)?;
    let of_events: Vec<Vec<u8>> = audit_events::table
        .select(audit_events::company_id)
        .distinct()
        .filter(audit_events::company_id.gt(after))
        .filter(length(audit_events::company_id).eq(ID))
        .order(audit_events::company_id)
        .limit(limit)
        .load(connection)?;
    let of_heads: Vec<Vec<u8>> = audit_heads::table
        .select(audit_heads::company_id)
        .filter(audit_heads::company_id.gt(after))
        .filter(length(audit_heads::company_id).eq(ID))
        .order(audit_heads::company_id)
        .limit(limit)
        .load(connection)?;
    ids.extend(of_events.into_iter().chain(of_heads));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(in_order(ids).into_iter().take(limit).collect())
}

fn audited_company(id: Uuid, connection: &mut SqliteConnection) -> QueryResult<AuditedCompany> {
    let bytes = &id.as_bytes()[..];
    let deleted_at: Option<Option<i64>> = companies::table
        .find(bytes)
        .select(companies::deleted_at)
        .get_result(connection)
        .optional()?;
    let deletion: Option<AuditEventRow<'_>> = audit_events::table
        .filter(audit_events::company_id.eq(bytes))
        .filter(audit_events::target_id.eq(bytes))
        .filter(audit_events::action.eq(Action::CompanyDelete.as_str()))
        .order((audit_events::at, audit_events::id))
        .select(AuditEventRow::as_select())
        .first(connection)
        .optional()?;
    Ok(AuditedCompany {
        id: CompanyId::from_uuid(id),
        row: match deleted_at {
            None => CompanyRowState::Absent,
            Some(None) => CompanyRowState::Existing,
            Some(Some(_)) => CompanyRowState::Deleted,
        },
        deletion: deletion.map(Row::restore),
    })
}

fn strays(
    company: CompanyId,
    after: Option<AuditEventId>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<StrayEvents> {
    let own = audit_events::company_id.eq(&company.as_bytes()[..]);
    let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
    let walked: Vec<Vec<u8>> = audit_events::table
        .filter(own.and(audit_events::id.gt(after)))
        .filter(length(audit_events::id).eq(ID))
        .order(audit_events::id)
        .limit(limit.into())
        .select(audit_events::id)
        .load(connection)?;
    let Some(last) = walked.last() else {
        return Ok(StrayEvents::default());
    };
    let linked = audit_links::table
        .filter(audit_links::company_id.eq(audit_events::company_id))
        .filter(audit_links::event_id.eq(audit_events::id));
    let marked = audit_unsealed::table
        .filter(audit_unsealed::company_id.eq(audit_events::company_id))
        .filter(audit_unsealed::event_id.eq(audit_events::id));
    let strays: Vec<(Id<'static>, AuditEventRow<'static>)> = audit_events::table
        .filter(own.and(audit_events::id.gt(after)))
        .filter(audit_events::id.le(last))
        .filter(length(audit_events::id).eq(ID))
        .filter(not(exists(linked)).and(not(exists(marked))))
        .order(audit_events::id)
        .select((audit_events::id, AuditEventRow::as_select()))
        .load(connection)?;
    let strays = strays
        .into_iter()
        .map(|(id, event)| (event_id(&id), event.restore()));
    Ok(StrayEvents {
        walked_to: in_order(walked)
            .last()
            .copied()
            .map(AuditEventId::from_uuid),
        strays: strays.collect(),
    })
}
