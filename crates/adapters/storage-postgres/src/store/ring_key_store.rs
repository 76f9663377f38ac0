use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{
    QueryDsl, SelectableHelper,
    sql_types::{Array, BigInt, Binary, Text},
};
use diesel_async::RunQueryDsl;
use pullkey_storage::{ApiKeyDirectory, KnownRingKey, Registration, RingKeyStore, StoreError};

use super::PostgresStore;
use crate::{
    row::{RingKeyRow, Row},
    schema::ring_keys,
    statement::Statement,
};

#[async_trait]
impl RingKeyStore for PostgresStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let known = self.links()?.watch.read(|session| async move {
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
}
