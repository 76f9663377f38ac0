use async_trait::async_trait;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid as Id};
use pullkey_domain::{
    api_key::SignedApiKey,
    credential::Credential,
    id::{AuditEventId, CompanyId},
    stored::InconsistentRow,
};
use pullkey_storage::{
    AuditInspection, AuditedCompany, AuditedRow, CompanyRowState, LastChange, LinkedEvent,
    MalformedRows, RowKind, StoreError, StrayEvents,
};
use uuid::Uuid;

use super::{PostgresStore, audit_chain::read};
use crate::{
    row::{ApiKeyRow, AuditEventRow, CredentialRow, Row},
    schema::{audit_events, credentials},
    statement::Statement,
};

type Linked = (i64, Uuid, i64, Vec<u8>, Option<AuditEventRow<'static>>);
type LinkedColumns = (BigInt, Id, BigInt, Binary, Nullable<audit_events::SqlType>);
type Stray = (Uuid, Option<AuditEventRow<'static>>);
type StrayColumns = (Id, Nullable<audit_events::SqlType>);
type Companies = (Uuid, bool, bool, Option<AuditEventRow<'static>>);
type CompaniesColumns = (Id, Bool, Bool, Nullable<audit_events::SqlType>);
type Audited<R> = (Uuid, bool, Option<AuditEventRow<'static>>, Option<R>);
type AuditedColumns<C> = (Id, Bool, Nullable<audit_events::SqlType>, Nullable<C>);

#[async_trait]
impl AuditInspection for PostgresStore {
    async fn audited_companies(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<AuditedCompany>, StoreError> {
        let Some(from) = behind(after.map(CompanyId::as_uuid)) else {
            return Ok(Vec::new());
        };
        let companies = || {
            let text = include_str!("../../sql/audited_companies.sql");
            let companies = Statement::<CompaniesColumns>::of(text);
            bind_page(from, limit, companies)
        };
        let rows: Vec<Companies> = read(self.inspections()?, companies).await?;
        let companies = rows
            .into_iter()
            .map(|(id, is_there, is_deleted, deletion)| {
                let row = match (is_there, is_deleted) {
                    (false, _) => CompanyRowState::Absent,
                    (true, false) => CompanyRowState::Existing,
                    (true, true) => CompanyRowState::Deleted,
                };
                AuditedCompany {
                    id: CompanyId::from_uuid(id),
                    row,
                    deletion: deletion.map(Row::restore),
                }
            });
        Ok(companies.collect())
    }

    async fn malformed_rows(&self) -> Result<Vec<MalformedRows>, StoreError> {
        // Ids are UUIDs by their type.
        Ok(Vec::new())
    }

    async fn linked_events(
        &self,
        company: CompanyId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LinkedEvent>, StoreError> {
        let from = match after {
            None => Some(i64::MIN),
            Some(after) => after.checked_add(1),
        };
        let Some(from) = from else {
            return Ok(Vec::new());
        };
        let linked = || {
            Statement::<LinkedColumns>::of(include_str!("../../sql/linked_events.sql"))
                .with::<Id, _>("company_id", company.as_uuid())
                .with::<BigInt, _>("from", from)
                .with::<BigInt, _>("limit", i64::from(limit))
        };
        let rows: Vec<Linked> = read(self.inspections()?, linked).await?;
        let linked = rows
            .into_iter()
            .map(|(seq, id, key, link, event)| LinkedEvent {
                seq,
                id: AuditEventId::from_uuid(id),
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
        let Some(from) = behind(after.map(AuditEventId::as_uuid)) else {
            return Ok(StrayEvents::default());
        };
        let strays = || {
            let text = include_str!("../../sql/stray_events.sql");
            let strays =
                Statement::<StrayColumns>::of(text).with::<Id, _>("company_id", company.as_uuid());
            bind_page(from, limit, strays)
        };
        let rows: Vec<Stray> = read(self.inspections()?, strays).await?;
        Ok(StrayEvents {
            walked_to: rows.first().map(|(id, _)| AuditEventId::from_uuid(*id)),
            strays: rows
                .into_iter()
                .filter_map(|(_, event)| event)
                .map(|event| (AuditEventId::from_uuid(event.id), event.restore()))
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
        let Some(from) = behind(after) else {
            return Ok(Vec::new());
        };
        let id = company.as_uuid();
        match kind {
            RowKind::Credential => {
                let rows = || {
                    let text = include_str!("../../sql/audited_credentials.sql");
                    let rows = Statement::<AuditedColumns<credentials::SqlType>>::of(text);
                    bind_page(from, limit, rows.with::<Id, _>("company_id", id))
                };
                let rows: Vec<Audited<CredentialRow>> = read(self.inspections()?, rows).await?;
                let columns = |it: Credential| it.digest_input();
                Ok(rows.into_iter().map(|row| audited(row, columns)).collect())
            }
            RowKind::ApiKey => {
                let rows = || {
                    let text = include_str!("../../sql/audited_api_keys.sql");
                    let rows = Statement::<AuditedColumns<ApiKeyColumns>>::of(text);
                    bind_page(from, limit, rows.with::<Id, _>("company_id", id))
                };
                let rows: Vec<Audited<ApiKeyRow<'static>>> =
                    read(self.inspections()?, rows).await?;
                let columns = |it: SignedApiKey| it.unverified().digest_input();
                Ok(rows.into_iter().map(|row| audited(row, columns)).collect())
            }
        }
    }
}

/// The first id behind this one; `None` if there is none.
fn behind(after: Option<Uuid>) -> Option<Uuid> {
    let Some(after) = after else {
        return Some(Uuid::nil());
    };
    after.as_u128().checked_add(1).map(Uuid::from_u128)
}

/// Puts the place where a page begins, and its length, in their places.
fn bind_page<A>(from: Uuid, limit: u32, statement: Statement<'_, A>) -> Statement<'_, A> {
    statement
        .with::<Id, _>("from", from)
        .with::<BigInt, _>("limit", i64::from(limit))
}

fn audited<R: Row>(row: Audited<R>, columns: impl Fn(R::Entity) -> Vec<u8>) -> AuditedRow {
    let (id, company_is_deleted, last, row) = row;
    let restored: Option<Result<_, InconsistentRow>> = row.map(Row::restore);
    AuditedRow {
        id,
        columns: restored.map(|row| row.map(columns)),
        last: last.map(|event| LastChange {
            id: AuditEventId::from_uuid(event.id),
            event: event.restore(),
        }),
        company_is_deleted,
    }
}

/// Those of `ApiKeyRow`, in their order.
type ApiKeyColumns = (
    Id,
    Id,
    Text,
    Text,
    Text,
    Nullable<Timestamptz>,
    Bool,
    Binary,
    BigInt,
    Nullable<Timestamptz>,
    Nullable<Binary>,
    Nullable<BigInt>,
    Nullable<Timestamptz>,
    BigInt,
    Binary,
    BigInt,
    Timestamptz,
    Timestamptz,
);
