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
use pullkey_storage::InsertError;

use crate::{
    row::{IdempotencyRecordRow, Row},
    schema::idempotency_records,
    writer::Rollback,
};

/// The company's record of this key, if it counts at this moment.
pub(super) fn live_record(
    company: CompanyId,
    key: &IdempotencyKey,
    now: Timestamp,
    connection: &mut SqliteConnection,
) -> Result<Option<IdempotencyRecord>, Rollback<InsertError>> {
    let row: Option<IdempotencyRecordRow<'_>> = idempotency_records::table
        .find((&company.as_bytes()[..], key.as_str()))
        .filter(idempotency_records::ends_at.gt(now.as_millis()))
        .select(IdempotencyRecordRow::as_select())
        .first(connection)
        .optional()?;
    let record = row.map(Row::into_entity).transpose();
    record.map_err(|error| Rollback::Refused(error.into()))
}

/// Remembers it, in the place of one that counts no more.
pub(super) fn remember(
    company: CompanyId,
    record: &IdempotencyRecord,
    connection: &mut SqliteConnection,
) -> QueryResult<()> {
    replace_into(idempotency_records::table)
        .values(IdempotencyRecordRow::of(company, record))
        .execute(connection)
        .map(drop)
}
