//! Rows, and the events of their last changes.

use std::collections::BTreeSet;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection, SqliteExpressionMethods, dsl::exists, select,
};
use pullkey_domain::{id::CompanyId, stored::InconsistentRow};
use pullkey_storage::{AuditedRow, LastChange, RowKind};
use uuid::Uuid;

use super::{event_id, in_order};
use crate::{
    row::{ApiKeyRow, AuditEventRow, CredentialRow, Id, Row},
    schema::{api_keys, audit_events, companies, credentials},
    whole::{ID, length},
};

pub(super) fn audited(
    company: CompanyId,
    kind: RowKind,
    after: Option<Uuid>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<Vec<AuditedRow>> {
    let company_is_deleted = is_deleted(company, connection)?;
    let mut ids = changed_ids(company, kind, after, limit, connection)?;
    ids.extend(row_ids(company, kind, after, limit, connection)?);
    let ids = ids.into_iter().take(limit as usize);
    let rows = ids.map(|id| {
        Ok(AuditedRow {
            id,
            columns: columns(company, kind, id, connection)?,
            last: last_change(company, kind, id, connection)?,
            company_is_deleted,
        })
    });
    rows.collect()
}

fn is_deleted(company: CompanyId, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let deleted = companies::table
        .find(&company.as_bytes()[..])
        .filter(companies::deleted_at.is_not_null());
    select(exists(deleted)).get_result(connection)
}

/// The ids of what events tell changes of.
fn changed_ids(
    company: CompanyId,
    kind: RowKind,
    after: Option<Uuid>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<BTreeSet<Uuid>> {
    let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
    let ids = audit_events::table
        .filter(audit_events::company_id.eq(&company.as_bytes()[..]))
        .filter(audit_events::target_id.gt(after))
        .filter(length(audit_events::target_id).eq(ID))
        .filter(audit_events::target_kind.eq(kind.as_str()))
        .select(audit_events::target_id)
        .distinct()
        .order(audit_events::target_id)
        .limit(limit.into());
    Ok(in_order(ids.load(connection)?))
}

/// The ids of the rows that are there.
fn row_ids(
    company: CompanyId,
    kind: RowKind,
    after: Option<Uuid>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<BTreeSet<Uuid>> {
    let company = &company.as_bytes()[..];
    let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
    let ids = match kind {
        RowKind::Credential => credentials::table
            .filter(credentials::company_id.eq(company))
            .filter(credentials::id.gt(after))
            .filter(length(credentials::id).eq(ID))
            .order(credentials::id)
            .select(credentials::id)
            .limit(limit.into())
            .load(connection)?,
        RowKind::ApiKey => api_keys::table
            .filter(api_keys::company_id.eq(company))
            .filter(api_keys::id.gt(after))
            .filter(length(api_keys::id).eq(ID))
            .order(api_keys::id)
            .select(api_keys::id)
            .limit(limit.into())
            .load(connection)?,
    };
    Ok(in_order(ids))
}

/// What a digest of this row covers.
fn columns(
    company: CompanyId,
    kind: RowKind,
    id: Uuid,
    connection: &mut SqliteConnection,
) -> QueryResult<Option<Result<Vec<u8>, InconsistentRow>>> {
    let key = (&company.as_bytes()[..], &id.as_bytes()[..]);
    Ok(match kind {
        RowKind::Credential => {
            let row = credentials::table
                .find(key)
                .select(CredentialRow::as_select());
            let row: Option<CredentialRow<'_>> = row.get_result(connection).optional()?;
            row.map(|row| row.restore().map(|it| it.digest_input()))
        }
        RowKind::ApiKey => {
            let row = api_keys::table.find(key).select(ApiKeyRow::as_select());
            let row: Option<ApiKeyRow<'_>> = row.get_result(connection).optional()?;
            row.map(|row| row.restore().map(|it| it.unverified().digest_input()))
        }
    })
}

/// What the event of the last change of this row says.
fn last_change(
    company: CompanyId,
    kind: RowKind,
    id: Uuid,
    connection: &mut SqliteConnection,
) -> QueryResult<Option<LastChange>> {
    // Versions tell the order, not clocks, and nothing comes after a removal. A use leaves the version as it is.
    let last: Option<(Id<'static>, AuditEventRow<'static>)> = audit_events::table
        .filter(audit_events::company_id.eq(&company.as_bytes()[..]))
        .filter(audit_events::target_id.eq(&id.as_bytes()[..]))
        .filter(audit_events::target_kind.eq(kind.as_str()))
        .filter(audit_events::version_before.is_not(audit_events::version_after))
        .order((
            audit_events::version_after.is_null().desc(),
            audit_events::version_after.desc(),
        ))
        .select((audit_events::id, AuditEventRow::as_select()))
        .first(connection)
        .optional()?;
    Ok(last.map(|(id, event)| LastChange {
        id: event_id(&id),
        event: event.restore(),
    }))
}
