use async_trait::async_trait;
use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, SqliteConnection, alias, delete,
    dsl::exists, select,
};
use pullkey_domain::{id::CompanyId, timestamp::Timestamp};
use pullkey_storage::{Maintenance, StoreError};

use super::SqliteStore;
use crate::{
    readers::Walk,
    row::from_id,
    schema::{companies, idempotency_records},
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
