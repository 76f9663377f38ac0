use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{QueryDsl, RunQueryDsl, SelectableHelper, insert_into};
use pullkey_storage::{KnownRingKey, Registration, RingKeyStore, StoreError};

use super::SqliteStore;
use crate::{
    row::{RingKeyRow, Row},
    schema::ring_keys,
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
}
