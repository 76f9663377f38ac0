use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, SqliteConnection,
    alias, delete, dsl::exists, select,
};
use pullkey_domain::{id::CompanyId, timestamp::Timestamp};
use pullkey_storage::{Maintenance, StoreError};

use super::SqliteStore;
use crate::{
    readers::Walk,
    row::from_id,
    schema::{companies, credential_counts, credentials, idempotency_records},
};

#[async_trait]
impl Maintenance for SqliteStore {
    async fn company_ids(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let ids = self.readers.read_blocking(Walk::Page, move |connection| {
            // No bytes come before those of any id.
            let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
            companies::table
                .select(companies::id)
                .filter(companies::id.gt(after))
                .order(companies::id)
                .limit(limit.into())
                .load::<Vec<u8>>(connection)
        });
        let restored = |id: Vec<u8>| from_id(&id.into(), "id").map(CompanyId::from_uuid);
        let ids: Result<_, _> = ids.await?.into_iter().map(restored).collect();
        ids.map_err(|source| StoreError::Corrupt {
            table: "companies",
            source,
        })
    }

    async fn sweep_idempotency_records(
        &self,
        company: CompanyId,
        now: Timestamp,
        limit: u32,
    ) -> Result<u32, StoreError> {
        // Asked of a reader first, so that a company with nothing to sweep costs no commit.
        let any = self.readers.read_blocking(Walk::Page, move |connection| {
            let ended = idempotency_records::table
                .filter(idempotency_records::company_id.eq(&company.as_bytes()[..]))
                .filter(idempotency_records::ends_at.le(now.as_millis()));
            select(exists(ended)).get_result::<bool>(connection)
        });
        if !any.await? {
            return Ok(0);
        }
        let write = self
            .writer
            .write(move |connection| Ok(sweep(company, now, limit, connection)?));
        write.await
    }

    async fn sweep_deleted_company(
        &self,
        company: CompanyId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        // Asked of a reader first, as nearly all companies exist or were swept.
        let any = self
            .readers
            .read_blocking(Walk::Page, move |connection| is_left(company, connection));
        if !any.await? {
            return Ok(0);
        }
        let journal = self.writer.journal();
        let write = self.writer.write(move |connection| {
            let swept = sweep_deleted(company, limit, connection)?;
            if !is_left(company, connection)? {
                journal.set();
            }
            Ok(swept)
        });
        write.await
    }
}

/// Whether a deleted company has something yet.
fn is_left(company: CompanyId, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let company = &company.as_bytes()[..];
    let deleted = companies::table
        .find(company)
        .filter(companies::deleted_at.is_not_null());
    let counts = credential_counts::table.filter(credential_counts::company_id.eq(company));
    let records = idempotency_records::table.filter(idempotency_records::company_id.eq(company));
    let anything = exists(counts).or(exists(records));
    select(exists(deleted).and(anything)).get_result(connection)
}

/// Credentials first, then what is left of their counts, and records. The company was found to be deleted, which is for
/// good.
fn sweep_deleted(
    company: CompanyId,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<u32> {
    let company = &company.as_bytes()[..];
    let going = alias!(credentials as going);
    let batch = going
        .select(going.field(credentials::id))
        .filter(going.field(credentials::company_id).eq(company))
        .limit(limit.into());
    let own = credentials::table.filter(credentials::company_id.eq(company));
    let swept = delete(own.filter(credentials::id.eq_any(batch))).execute(connection)?;
    // No more than the limit, which is one.
    let swept = u32::try_from(swept).unwrap_or(limit);
    let rest = limit.saturating_sub(swept);
    let records = alias!(idempotency_records as records);
    let batch = records
        .select(records.field(idempotency_records::key))
        .filter(records.field(idempotency_records::company_id).eq(company))
        .limit(rest.into());
    let own = idempotency_records::table.filter(idempotency_records::company_id.eq(company));
    let records = delete(own.filter(idempotency_records::key.eq_any(batch))).execute(connection)?;
    if swept < limit {
        let counts = credential_counts::table.filter(credential_counts::company_id.eq(company));
        delete(counts).execute(connection)?;
    }
    Ok(swept + u32::try_from(records).unwrap_or(rest))
}

fn sweep(
    company: CompanyId,
    now: Timestamp,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<u32> {
    let company = &company.as_bytes()[..];
    let ended = alias!(idempotency_records as ended);
    let batch = ended
        .select(ended.field(idempotency_records::key))
        .filter(ended.field(idempotency_records::company_id).eq(company))
        .filter(
            ended
                .field(idempotency_records::ends_at)
                .le(now.as_millis()),
        )
        .limit(limit.into());
    let own = idempotency_records::table.filter(idempotency_records::company_id.eq(company));
    let swept = delete(own.filter(idempotency_records::key.eq_any(batch))).execute(connection)?;
    // No more than the limit, which is one.
    Ok(u32::try_from(swept).unwrap_or(limit))
}
