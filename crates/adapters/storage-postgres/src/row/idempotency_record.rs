use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{
    idempotency::{IdempotencyRecord, StoredIdempotencyRecord},
    stored::InconsistentRow,
};

use super::{Moment, Row};
use crate::schema::idempotency_records;

/// A row of `idempotency_records`, of a company that is known.
#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_records, check_for_backend(Pg))]
pub(crate) struct IdempotencyRecordRow {
    key: String,
    fingerprint_pepper: i64,
    fingerprint: Vec<u8>,
    status: i64,
    body: Vec<u8>,
    ends_at: Moment,
}

impl Row for IdempotencyRecordRow {
    type Entity = IdempotencyRecord;
    const TABLE: &'static str = "idempotency_records";

    fn restore(self) -> Result<IdempotencyRecord, InconsistentRow> {
        IdempotencyRecord::restore(StoredIdempotencyRecord {
            key: self.key,
            pepper: self.fingerprint_pepper,
            fingerprint: self.fingerprint,
            status: self.status,
            body: self.body,
            ends_at: self.ends_at.as_millis(),
        })
    }
}
