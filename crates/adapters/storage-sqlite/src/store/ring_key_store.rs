use async_trait::async_trait;
use diesel::{QueryDsl, RunQueryDsl, SelectableHelper, insert_into};
use pullkey_storage::{KnownRingKey, RingKeyStore, StoreError};

use super::SqliteStore;
use crate::{
    row::{RingKeyRow, Row},
    schema::ring_keys,
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

    async fn register(&self, key: KnownRingKey) -> Result<(), StoreError> {
        let write = self.writer.write(move |connection| {
            insert_into(ring_keys::table)
                .values(RingKeyRow::from(&key))
                .on_conflict_do_nothing()
                .execute(connection)?;
            Ok(())
        });
        write.await
    }
}
