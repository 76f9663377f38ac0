use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{
    QueryDsl, SelectableHelper,
    sql_types::{Array, BigInt, Binary, Bool, Text},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{ApiKeyDirectory, KnownRingKey, Registration, RingKeyStore, StoreError};

use super::{PostgresStore, by_deadline};
use crate::{
    row::{RetiredRingKeyRow, RingKeyRow, Row},
    schema::{retired_ring_keys, ring_keys},
    statement::Statement,
};

#[async_trait]
impl RingKeyStore for PostgresStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let known = self.links()?.health.read(|session| async move {
            let known = ring_keys::table.select(RingKeyRow::as_select());
            known.load(&mut &*session).await
        });
        let rows: Vec<RingKeyRow> = known.await?;
        rows.into_iter().map(Row::into_entity).collect()
    }

    async fn register(
        &self,
        keys: Vec<KnownRingKey>,
        known: Vec<KnownRingKey>,
    ) -> Result<Registration, StoreError> {
        // Read before the keys: what is registered after them, or between, has raised it.
        let epoch = self.epoch().await?;
        let known: BTreeSet<_> = known.into_iter().collect();
        if BTreeSet::from_iter(self.known().await?) != known {
            return Ok(Registration::Outdated);
        }
        let column = |of: fn(&KnownRingKey) -> i64| keys.iter().map(of).collect::<Vec<_>>();
        let kinds: Vec<_> = keys.iter().map(|key| key.kind.as_str()).collect();
        let checks: Vec<_> = keys.iter().map(|key| &key.check[..]).collect();
        let register = Statement::<BigInt>::of(include_str!("../../sql/register_ring_keys.sql"))
            .with::<BigInt, _>("epoch", epoch.0)
            .with::<Array<Text>, _>("kinds", kinds)
            .with::<Array<BigInt>, _>("ids", column(|key| key.id.as_u32().into()))
            .with::<Array<Binary>, _>("checks", checks);
        if self.has_changed(register).await? {
            Ok(Registration::Done)
        } else {
            Ok(Registration::Outdated)
        }
    }

    async fn retired(&self) -> Result<Vec<(RingKeyKind, RingKeyId)>, StoreError> {
        let retired = self.links()?.health.read(|session| async move {
            let retired = retired_ring_keys::table.select(RetiredRingKeyRow::as_select());
            retired.load(&mut &*session).await
        });
        let rows: Vec<RetiredRingKeyRow> = retired.await?;
        rows.into_iter().map(Row::into_entity).collect()
    }

    async fn retire(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
        retired: bool,
    ) -> Result<(), StoreError> {
        let retire = Statement::<BigInt>::of(include_str!("../../sql/retire_ring_key.sql"))
            .with::<Text, _>("kind", kind.as_str())
            .with::<BigInt, _>("id", i64::from(id.as_u32()))
            .with::<Bool, _>("retired", retired);
        self.has_changed(retire).await.map(drop)
    }

    async fn rows_that_name(&self, kind: RingKeyKind, id: RingKeyId) -> Result<u64, StoreError> {
        let id = i64::from(id.as_u32());
        let named = match kind {
            RingKeyKind::Secret => return Ok(0),
            RingKeyKind::Pepper => include_str!("../../sql/rows_that_name_pepper.sql"),
            RingKeyKind::Audit => include_str!("../../sql/rows_that_name_audit_key.sql"),
        };
        let count = async {
            let mut connection = self.alone().await?;
            let named = Statement::<BigInt>::of(named).with::<BigInt, _>("id", id);
            Ok(named.get_result(&mut connection).await?)
        };
        let rows: i64 = by_deadline(count).await?;
        Ok(u64::try_from(rows).unwrap_or_default())
    }
}
