use async_trait::async_trait;
use pullkey_domain::{
    api_key::{SignedApiKey, Verifier},
    ring_key::{RingKeyId, RingKeyKind},
};

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

    async fn retired(&self) -> Result<Vec<(RingKeyKind, RingKeyId)>, StoreError> {
        Ok(self.state()?.retired_ring_keys.iter().copied().collect())
    }

    async fn retire(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
        retired: bool,
    ) -> Result<(), StoreError> {
        let keys = &mut self.state()?.retired_ring_keys;
        if retired {
            keys.insert((kind, id));
        } else {
            keys.remove(&(kind, id));
        }
        Ok(())
    }

    async fn rows_that_name(&self, kind: RingKeyKind, id: RingKeyId) -> Result<u64, StoreError> {
        let state = self.state()?;
        let rows = match kind {
            RingKeyKind::Secret => 0,
            RingKeyKind::Pepper => {
                let keys = state.api_keys.values().map(|stored| &stored.key);
                let records = state.idempotency_records.values();
                keys.filter(|key| names(key, id)).count()
                    + records
                        .filter(|record| record.fingerprint().pepper() == id)
                        .count()
            }
            RingKeyKind::Audit => {
                let (events, links) = (state.events.values(), state.links.values());
                let heads = state.heads.values();
                events.filter(|event| event.signature().key == id).count()
                    + links.filter(|link| link.mac.key == id).count()
                    + heads
                        .filter(|head| head.key == i64::from(id.as_u32()))
                        .count()
            }
        };
        Ok(rows as u64)
    }
}

/// Whether anything in the row of the key was made with this pepper.
fn names(key: &SignedApiKey, pepper: RingKeyId) -> bool {
    let plain = key.unverified();
    let verifiers = [Some(plain.verifier()), plain.previous_verifier()];
    let verifiers = verifiers.into_iter().flatten();
    key.mac().pepper == pepper || verifiers.map(Verifier::pepper).any(|it| it == pepper)
}
