use std::num::NonZeroU32;

use async_trait::async_trait;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Uuid as UuidType};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    audit::Recorded,
    company::RewrappedCompany,
    credential::{RewrappedCredential, SealMark},
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{Rewrapping, SealStep, StoreError};
use uuid::Uuid;

use super::{PostgresStore, by_deadline};
use crate::{
    change::Change,
    row::{AuditEventRow, CredentialRow, Row},
    schema::credentials,
    statement::Statement,
};

/// The end of a step, and a credential of it. A step that gives none has a row without their columns.
type Walked = (Nullable<UuidType>, Nullable<credentials::SqlType>);

#[async_trait]
impl Rewrapping for PostgresStore {
    async fn walk_sealed_otherwise(
        &self,
        company: CompanyId,
        mark: &SealMark,
        after: Option<CredentialId>,
        limit: NonZeroU32,
    ) -> Result<SealStep, StoreError> {
        let from = match after {
            None => Some(0),
            Some(after) => after.as_uuid().as_u128().checked_add(1),
        };
        let Some(from) = from.map(Uuid::from_u128) else {
            return Ok(SealStep::default());
        };
        let walk = self.links()?.pages.read(|session| {
            let text = include_str!("../../sql/walk_sealed_otherwise.sql");
            let walk = Statement::<Walked>::of(text)
                .with::<UuidType, _>("company_id", company.as_uuid())
                .with::<UuidType, _>("from", from)
                .with::<BigInt, _>("limit", i64::from(limit.get()))
                .with::<Binary, _>("mark", mark.as_bytes());
            async move { walk.load(&mut &*session).await }
        });
        Ok(step_of(walk.await?))
    }

    async fn replace_sealed(
        &self,
        rewrapped: &Recorded<RewrappedCompany>,
        credentials: Vec<RewrappedCredential>,
    ) -> Result<u64, StoreError> {
        let ids: Vec<_> = credentials.iter().map(|it| it.id().as_uuid()).collect();
        let opened = credentials.iter().map(|it| it.opened().as_bytes());
        let sealed = credentials.iter().map(|it| it.sealed().as_bytes());
        let replace = Change::of(include_str!("../../sql/replace_sealed.sql"))
            .with::<UuidType, _>("company_id", rewrapped.subject().id.as_uuid())
            .with::<Array<UuidType>, _>("ids", ids)
            .with::<Array<Binary>, _>("opened", opened.collect::<Vec<_>>())
            .with::<Array<Binary>, _>("sealed", sealed.collect::<Vec<_>>());
        let replace = AuditEventRow::from(rewrapped.event()).bind(replace);
        self.changed(replace).await
    }

    async fn count_sealed(&self, mark: &SealMark) -> Result<u64, StoreError> {
        let (bear, _) = self.count_by_seal(mark).await?;
        Ok(bear)
    }

    async fn count_sealed_otherwise(&self, mark: &SealMark) -> Result<u64, StoreError> {
        let (_, others) = self.count_by_seal(mark).await?;
        Ok(others)
    }
}

impl PostgresStore {
    /// How many credentials bear the mark, and how many do not.
    async fn count_by_seal(&self, mark: &SealMark) -> Result<(u64, u64), StoreError> {
        let count = async {
            let mut connection = self.alone().await?;
            let count =
                Statement::<(BigInt, BigInt)>::of(include_str!("../../sql/count_by_seal.sql"))
                    .with::<Binary, _>("mark", mark.as_bytes());
            let counts: (i64, i64) = count.get_result(&mut connection).await?;
            Ok(counts)
        };
        let (bear, others) = by_deadline(count).await?;
        // No count is negative.
        Ok((bear.unsigned_abs(), others.unsigned_abs()))
    }
}

fn step_of(walked: Vec<(Option<Uuid>, Option<CredentialRow>)>) -> SealStep {
    let last = walked.as_slice().first().and_then(|(last, _)| *last);
    let mut step = SealStep {
        last: last.map(CredentialId::from_uuid),
        ..SealStep::default()
    };
    for row in walked.into_iter().filter_map(|(_, row)| row) {
        let id = row.id();
        match row.restore() {
            Ok(credential) => step.credentials.push(credential),
            Err(_) => step.corrupt.push(id),
        }
    }
    step
}
