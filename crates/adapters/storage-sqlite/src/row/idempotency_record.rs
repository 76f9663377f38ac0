use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    id::CompanyId,
    idempotency::{IdempotencyRecord, StoredIdempotencyRecord},
    stored::InconsistentRow,
};

use super::{Id, Row, Text, to_id};
use crate::schema::idempotency_records;

/// A row of `idempotency_records`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_records, check_for_backend(Sqlite))]
pub(crate) struct IdempotencyRecordRow<'a> {
    company_id: Id<'a>,
    key: Text<'a>,
    fingerprint_pepper: i64,
    fingerprint: Cow<'a, [u8]>,
    status: i64,
    body: Cow<'a, [u8]>,
    ends_at: i64,
}

impl<'a> IdempotencyRecordRow<'a> {
    /// The row of a record, which by itself belongs to nobody.
    pub(crate) fn of(company: CompanyId, record: &'a IdempotencyRecord) -> Self {
        let (fingerprint, answer) = (record.fingerprint(), record.answer());
        Self {
            company_id: to_id(company.as_uuid()),
            key: record.key().as_str().into(),
            fingerprint_pepper: fingerprint.pepper().as_u32().into(),
            fingerprint: Cow::Borrowed(fingerprint.mac()),
            status: answer.status.into(),
            body: Cow::Borrowed(&answer.body),
            ends_at: record.ends_at().as_millis(),
        }
    }
}

impl Row for IdempotencyRecordRow<'_> {
    type Entity = IdempotencyRecord;
    const TABLE: &'static str = "idempotency_records";

    fn restore(self) -> Result<IdempotencyRecord, InconsistentRow> {
        IdempotencyRecord::restore(StoredIdempotencyRecord {
            key: self.key.read("key")?,
            pepper: self.fingerprint_pepper,
            fingerprint: self.fingerprint.into_owned(),
            status: self.status,
            body: self.body.into_owned(),
            ends_at: self.ends_at,
        })
    }
}
