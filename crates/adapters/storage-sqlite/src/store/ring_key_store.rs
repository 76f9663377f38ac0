use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl,
    SelectableHelper, delete, insert_into,
};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{KnownRingKey, Registration, RingKeyStore, StoreError};

use super::SqliteStore;
use crate::{
    readers::Walk,
    row::{RetiredRingKeyRow, RingKeyRow, Row},
    schema::{
        api_keys, audit_events, audit_heads, audit_links, idempotency_records, retired_ring_keys,
        ring_keys,
    },
    writer::Rollback,
};

#[async_trait]
impl RingKeyStore for SqliteStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let rows: Vec<RingKeyRow<'_>> = self.readers.read_inline(|connection| {
            ring_keys::table
                .select(RingKeyRow::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(Row::into_entity).collect()
    }

    async fn register(
        &self,
        keys: Vec<KnownRingKey>,
        known: Vec<KnownRingKey>,
    ) -> Result<Registration, StoreError> {
        let write = self.writer.write(move |connection| {
            let rows: Vec<RingKeyRow<'_>> = ring_keys::table
                .select(RingKeyRow::as_select())
                .load(connection)?;
            let rows = rows.into_iter().map(Row::into_entity);
            let found: BTreeSet<_> = rows.collect::<Result<_, _>>().map_err(Rollback::Refused)?;
            if found != known.into_iter().collect() {
                return Ok(Registration::Outdated);
            }
            let rows: Vec<_> = keys.iter().map(RingKeyRow::from).collect();
            for row in rows {
                insert_into(ring_keys::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(connection)?;
            }
            Ok(Registration::Done)
        });
        write.await
    }

    async fn retired(&self) -> Result<Vec<(RingKeyKind, RingKeyId)>, StoreError> {
        let rows: Vec<RetiredRingKeyRow<'_>> = self.readers.read_inline(|connection| {
            retired_ring_keys::table
                .select(RetiredRingKeyRow::as_select())
                .load(connection)
        })?;
        rows.into_iter().map(Row::into_entity).collect()
    }

    async fn retire(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
        retired: bool,
    ) -> Result<(), StoreError> {
        let write = self.writer.write(move |connection| {
            if retired {
                insert_into(retired_ring_keys::table)
                    .values(RetiredRingKeyRow::of(kind, id))
                    .on_conflict_do_nothing()
                    .execute(connection)?;
            } else {
                let place = (kind.as_str(), i64::from(id.as_u32()));
                delete(retired_ring_keys::table.find(place)).execute(connection)?;
            }
            Ok(())
        });
        write.await
    }

    async fn rows_that_name(&self, kind: RingKeyKind, id: RingKeyId) -> Result<u64, StoreError> {
        let id = i64::from(id.as_u32());
        let counted = self
            .readers
            .read_blocking(Walk::Search, move |connection| match kind {
                RingKeyKind::Secret => Ok(0),
                RingKeyKind::Pepper => {
                    let of_keys = api_keys::row_pepper
                        .eq(id)
                        .or(api_keys::verifier_pepper.eq(id))
                        .or(api_keys::previous_verifier_pepper.assume_not_null().eq(id));
                    let keys = api_keys::table.filter(of_keys).count();
                    let records = idempotency_records::table
                        .filter(idempotency_records::fingerprint_pepper.eq(id))
                        .count();
                    let keys: i64 = keys.get_result(connection)?;
                    Ok(keys + records.get_result::<i64>(connection)?)
                }
                RingKeyKind::Audit => {
                    let signed = audit_events::table.filter(audit_events::audit_key.eq(id));
                    let links = audit_links::table.filter(audit_links::audit_key.eq(id));
                    let heads = audit_heads::table.filter(audit_heads::audit_key.eq(id));
                    let signed: i64 = signed.count().get_result(connection)?;
                    let links: i64 = links.count().get_result(connection)?;
                    Ok(signed + links + heads.count().get_result::<i64>(connection)?)
                }
            });
        Ok(u64::try_from(counted.await?).unwrap_or_default())
    }
}
