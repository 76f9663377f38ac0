use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper, insert_into};
use diesel_async::RunQueryDsl;
use pullkey_storage::{KnownRingKey, RingKeyStore, StoreError};

use super::PostgresStore;
use crate::{
    row::{RingKeyRow, Row},
    schema::ring_keys,
};

#[async_trait]
impl RingKeyStore for PostgresStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let known = self.links()?.points.read(|session| async move {
            let known = ring_keys::table.select(RingKeyRow::as_select());
            known.load(&mut &*session).await
        });
        let rows: Vec<RingKeyRow> = known.await?;
        rows.into_iter().map(Row::into_entity).collect()
    }

    async fn register(&self, key: KnownRingKey) -> Result<(), StoreError> {
        let values = (
            ring_keys::kind.eq(key.kind.as_str()),
            ring_keys::id.eq(i64::from(key.id.as_u32())),
            ring_keys::check.eq(&key.check[..]),
        );
        let register = insert_into(ring_keys::table)
            .values(values)
            .on_conflict_do_nothing();
        let session = self.links()?.changes.session().await?;
        session.write(register.execute(&mut &*session)).await?;
        Ok(())
    }
}
