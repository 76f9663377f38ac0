use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    stored::InconsistentRow,
};
use pullkey_storage::KnownRingKey;

use super::{Row, Text};
use crate::schema::ring_keys;

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
        let broken = InconsistentRow::at;
        let id = u32::try_from(self.id).map_err(|_| broken("id"))?;
        Ok(KnownRingKey {
            kind: RingKeyKind::parse(&self.kind.read("kind")?).ok_or(broken("kind"))?,
            id: RingKeyId::new(id),
            check: (*self.check).try_into().map_err(|_| broken("check"))?,
        })
    }
}
