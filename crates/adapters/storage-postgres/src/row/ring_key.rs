use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    stored::InconsistentRow,
};
use pullkey_storage::KnownRingKey;

use super::Row;
use crate::schema::{retired_ring_keys, ring_keys};

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
        let (kind, id) = key(&self.kind, self.id)?;
        let check = self.check.try_into();
        let check = check.map_err(|_| InconsistentRow::at("check"))?;
        Ok(KnownRingKey { kind, id, check })
    }
}

/// A row of `retired_ring_keys`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = retired_ring_keys, check_for_backend(Pg))]
pub(crate) struct RetiredRingKeyRow {
    kind: String,
    id: i64,
}

impl Row for RetiredRingKeyRow {
    type Entity = (RingKeyKind, RingKeyId);
    const TABLE: &'static str = "retired_ring_keys";

    fn restore(self) -> Result<Self::Entity, InconsistentRow> {
        key(&self.kind, self.id)
    }
}

fn key(kind: &str, id: i64) -> Result<(RingKeyKind, RingKeyId), InconsistentRow> {
    let broken = InconsistentRow::at;
    let id = u32::try_from(id).map_err(|_| broken("id"))?;
    let kind = RingKeyKind::parse(kind).ok_or(broken("kind"))?;
    Ok((kind, RingKeyId::new(id)))
}
