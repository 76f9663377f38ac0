use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl,
    dsl::exists,
    select,
    sql_types::{BigInt, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{id::CompanyId, timestamp::Timestamp};
use pullkey_storage::{Maintenance, StoreError};

use super::PostgresStore;
use crate::{
    row::Moment,
    schema::{api_keys, companies, credential_counts, credentials, idempotency_records},
    statement::Statement,
};

#[async_trait]
impl Maintenance for PostgresStore {
    async fn company_ids(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let ids = self.links()?.pages.read(|session| async move {
            let mut ids = companies::table
                .select(companies::id)
                .order(companies::id)
                .limit(limit.into())
                .into_boxed();
            if let Some(after) = after {
                ids = ids.filter(companies::id.gt(after.as_uuid()));
            }
            ids.load(&mut &*session).await
        });
        let ids: Vec<uuid::Uuid> = ids.await?;
        Ok(ids.into_iter().map(CompanyId::from_uuid).collect())
    }

    async fn sweep_idempotency_records(
        &self,
        company: CompanyId,
        now: Timestamp,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let links = self.links()?;
        // Asked of a reader first, so that a company with nothing to sweep costs no commit. Only the first end is looked
        // at: to find any that is over, PostgreSQL may walk over the records of all companies.
        let is_over = links.pages.read(|session| async move {
            let first = idempotency_records::table
                .filter(idempotency_records::company_id.eq(company.as_uuid()))
                .order(idempotency_records::ends_at)
                .select(idempotency_records::ends_at.le(Moment::from(now)));
            first.first(&mut &*session).await.optional()
        });
        if is_over.await? != Some(true) {
            return Ok(0);
        }
        let sweep =
            Statement::<BigInt>::of(include_str!("../../sql/sweep_idempotency_records.sql"))
                .with::<Uuid, _>("company_id", company.as_uuid())
                .with::<Timestamptz, _>("now", Moment::from(now))
                .with::<BigInt, _>("limit", i64::from(limit));
        let session = links.changes.session().await?;
        let swept: Vec<i64> = session.write(sweep.load(&mut &*session)).await?;
        // No more than the limit, which is one.
        Ok(u32::try_from(swept.iter().sum::<i64>()).unwrap_or(limit))
    }

    async fn sweep_deleted_company(
        &self,
        company: CompanyId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let links = self.links()?;
        // Asked of a reader first, as nearly all companies exist or were swept.
        let is_left = links.pages.read(|session| async move {
            let company = company.as_uuid();
            let deleted = companies::table
                .find(company)
                .filter(companies::deleted_at.is_not_null());
            // One whose create began before the deletion may come after the counts went.
            let credentials = credentials::table.filter(credentials::company_id.eq(company));
            let counts = credential_counts::table.filter(credential_counts::company_id.eq(company));
            let records =
                idempotency_records::table.filter(idempotency_records::company_id.eq(company));
            let keys = api_keys::table.filter(api_keys::company_id.eq(company));
            let anything = exists(credentials).or(exists(counts));
            let anything = anything.or(exists(records)).or(exists(keys));
            select(exists(deleted).and(anything))
                .get_result(&mut &*session)
                .await
        });
        if !is_left.await? {
            return Ok(0);
        }
        let sweep = Statement::<BigInt>::of(include_str!("../../sql/sweep_deleted_company.sql"))
            .with::<Uuid, _>("company_id", company.as_uuid())
            .with::<BigInt, _>("limit", i64::from(limit));
        let session = links.changes.session().await?;
        let swept: Vec<i64> = session.write(sweep.load(&mut &*session)).await?;
        Ok(u32::try_from(swept.iter().sum::<i64>()).unwrap_or(u32::MAX))
    }
}
