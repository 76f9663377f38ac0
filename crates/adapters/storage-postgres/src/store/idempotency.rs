//! Records of retries.

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, SelectableHelper,
    sql_types::{BigInt, Binary, Nullable, Text, Timestamptz},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    id::CompanyId,
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
};
use pullkey_storage::StoreError;

use super::PostgresStore;
use crate::{
    row::{IdempotencyRecordRow, Moment, Row},
    schema::idempotency_records,
    statement::Statement,
};

/// How often a key is claimed that others claim and give up.
pub(super) const ATTEMPTS: usize = 3;

/// Puts the claim, or none, in its place in `sql/claim.sql`.
pub(super) fn bind<'a, A>(
    claim: Option<&'a IdempotencyRecord>,
    statement: Statement<'a, A>,
) -> Statement<'a, A> {
    let fingerprint = claim.map(IdempotencyRecord::fingerprint);
    let answer = claim.map(IdempotencyRecord::answer);
    let pepper = fingerprint.map(|it| i64::from(it.pepper().as_u32()));
    let end = claim.map(|it| Moment::from(it.ends_at()));
    statement
        .with::<Nullable<Text>, _>("key", claim.map(|it| it.key().as_str()))
        .with::<Nullable<BigInt>, _>("fingerprint_pepper", pepper)
        .with::<Nullable<Binary>, _>("fingerprint", fingerprint.map(|it| &it.mac()[..]))
        .with::<Nullable<BigInt>, _>("status", answer.map(|it| i64::from(it.status)))
        .with::<Nullable<Binary>, _>("body", answer.map(|it| &it.body[..]))
        .with::<Nullable<Timestamptz>, _>("end_at", end)
}

impl PostgresStore {
    /// The record that the company has of this claim's key, if it counts at this moment.
    pub(super) async fn live_record(
        &self,
        company: CompanyId,
        claim: Option<&IdempotencyRecord>,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        match claim {
            Some(claim) => self.record_of(company, claim.key(), now).await,
            None => Ok(None),
        }
    }

    /// The record that the company has of this key, if it counts at this moment.
    pub(super) async fn record_of(
        &self,
        company: CompanyId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let (company, key, now) = (company.as_uuid(), key.as_str(), Moment::from(now));
        let row = self.links()?.points.read(|session| async move {
            let record = idempotency_records::table
                .find((company, key))
                .filter(idempotency_records::ends_at.gt(now))
                .select(IdempotencyRecordRow::as_select());
            record.first(&mut &*session).await.optional()
        });
        row.await?.map(Row::into_entity).transpose()
    }
}
