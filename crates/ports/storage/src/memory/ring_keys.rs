use async_trait::async_trait;

use super::MemoryStore;
use crate::{KnownRingKey, RingKeyStore, StoreError};

#[async_trait]
impl RingKeyStore for MemoryStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let state = self.state()?;
        let known = state.ring_keys.iter();
        Ok(known
            .map(|(&(kind, id), &check)| KnownRingKey { kind, id, check })
            .collect())
    }

    async fn register(&self, key: KnownRingKey) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state
            .ring_keys
            .entry((key.kind, key.id))
            .or_insert(key.check);
        Ok(())
    }
}
