use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    stored::InconsistentRow,
};
use pullkey_storage::KnownRingKey;

use super::{Row, Text};
use crate::schema::{retired_ring_keys, ring_keys};

/// A row of `ring_keys`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ring_keys, check_for_backend(Sqlite))]
pub(crate) struct RingKeyRow<'a> {
    kind: Text<'a>,
    id: i64,
    check: Cow<'a, [u8]>,
}

impl<'a> From<&'a KnownRingKey> for RingKeyRow<'a> {
    fn from(key: &'a KnownRingKey) -> Self {
        Self {
            kind: key.kind.as_str().into(),
            id: key.id.as_u32().into(),
            check: Cow::Borrowed(&key.check),
        }
    }
}

impl Row for RingKeyRow<'_> {
    type Entity = KnownRingKey;
    const TABLE: &'static str = "ring_keys";

    fn restore(self) -> Result<KnownRingKey, InconsistentRow> {
        let (kind, id) = key(self.kind, self.id)?;
        let check = (*self.check).try_into();
        let check = check.map_err(|_| InconsistentRow::at("check"))?;
        Ok(KnownRingKey { kind, id, check })
    }
}

/// A row of `retired_ring_keys`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = retired_ring_keys, check_for_backend(Sqlite))]
pub(crate) struct RetiredRingKeyRow<'a> {
    kind: Text<'a>,
    id: i64,
}

impl RetiredRingKeyRow<'_> {
    pub(crate) fn of(kind: RingKeyKind, id: RingKeyId) -> Self {
        Self {
            kind: kind.as_str().into(),
            id: id.as_u32().into(),
        }
    }
}

impl Row for RetiredRingKeyRow<'_> {
    type Entity = (RingKeyKind, RingKeyId);
    const TABLE: &'static str = "retired_ring_keys";

    fn restore(self) -> Result<Self::Entity, InconsistentRow> {
        key(self.kind, self.id)
    }
}

fn key(kind: Text<'_>, id: i64) -> Result<(RingKeyKind, RingKeyId), InconsistentRow> {
    let broken = InconsistentRow::at;
    let id = u32::try_from(id).map_err(|_| broken("id"))?;
    let kind = RingKeyKind::parse(&kind.read("kind")?).ok_or(broken("kind"))?;
    Ok((kind, RingKeyId::new(id)))
}
