use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    stored::InconsistentRow,
};
use pullkey_storage::KnownRingKey;

use super::Row;
use crate::schema::ring_keys;

/// A row of `ring_keys`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = ring_keys, check_for_backend(Pg))]
pub(crate) struct RingKeyRow {
    kind: String,
    id: i64,
    check: Vec<u8>,
}

impl Row for RingKeyRow {
    type Entity = KnownRingKey;
    const TABLE: &'static str = "ring_keys";

    fn restore(self) -> Result<KnownRingKey, InconsistentRow> {
        let broken = InconsistentRow::at;
        let id = u32::try_from(self.id).map_err(|_| broken("id"))?;
        Ok(KnownRingKey {
            kind: RingKeyKind::parse(&self.kind).ok_or(broken("kind"))?,
            id: RingKeyId::new(id),
            check: self.check.try_into().map_err(|_| broken("check"))?,
        })
    }
}
