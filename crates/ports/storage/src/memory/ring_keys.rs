use async_trait::async_trait;

use super::MemoryStore;
use crate::{KnownRingKey, Registration, RingKeyStore, StoreError};

#[async_trait]
impl RingKeyStore for MemoryStore {
    async fn known(&self) -> Result<Vec<KnownRingKey>, StoreError> {
        let state = self.state()?;
        let known = state.ring_keys.iter();
        Ok(known
            .map(|(&(kind, id), &check)| KnownRingKey { kind, id, check })
            .collect())
    }

    async fn register(
        &self,
        keys: Vec<KnownRingKey>,
        known: Vec<KnownRingKey>,
    ) -> Result<Registration, StoreError> {
        let mut state = self.state()?;
        let known = known.into_iter().map(|key| ((key.kind, key.id), key.check));
        if state.ring_keys != known.collect() {
            return Ok(Registration::Outdated);
        }
        for key in keys {
            let place = state.ring_keys.entry((key.kind, key.id));
            place.or_insert(key.check);
        }
        Ok(Registration::Done)
    }
}
