//! Records of retries, in the transaction of what they remember.

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection, replace_into,
};
use pullkey_domain::{
    id::CompanyId,
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
};
use pullkey_storage::StoreError;

use crate::{
    row::{IdempotencyRecordRow, Row},
    schema::idempotency_records,
    writer::Rollback,
};

/// The record that the company has of this claim's key, if it counts at this moment.
pub(super) fn live_record<R: From<StoreError>>(
    company: CompanyId,
    claim: Option<&IdempotencyRecord>,
    now: Timestamp,
    connection: &mut SqliteConnection,
) -> Result<Option<IdempotencyRecord>, Rollback<R>> {
    let Some(claim) = claim else {
        return Ok(None);
    };
    let row = find(company, claim.key(), now, connection)?;
    let record = row.map(Row::into_entity).transpose();
    record.map_err(|error| Rollback::Refused(error.into()))
}

/// The row of this key, if it counts at this moment.
pub(super) fn find(
    company: CompanyId,
    key: &IdempotencyKey,
    now: Timestamp,
    connection: &mut SqliteConnection,
) -> QueryResult<Option<IdempotencyRecordRow<'static>>> {
    idempotency_records::table
        .find((&company.as_bytes()[..], key.as_str()))
        .filter(idempotency_records::ends_at.gt(now.as_millis()))
        .select(IdempotencyRecordRow::as_select())
        .get_result(connection)
        .optional()
}

/// Remembers the claim, if there is one, in the place of one that counts no more.
pub(super) fn remember(
    company: CompanyId,
    claim: Option<&IdempotencyRecord>,
    connection: &mut SqliteConnection,
) -> QueryResult<()> {
    let Some(record) = claim else {
        return Ok(());
    };
    replace_into(idempotency_records::table)
        .values(IdempotencyRecordRow::of(company, record))
        .execute(connection)
        .map(drop)
}
