use std::{sync::Arc, time::Duration};

use pullkey_cipher::SecretCipher;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{Deadline, Rewrapping, RingKeyStore, StoreError};

/// What the store has to say and to know when a key of the ring is turned.
pub struct RingTurning {
    keys: Arc<dyn RingKeyStore>,
    sealed: Arc<dyn Rewrapping>,
    cipher: Arc<dyn SecretCipher>,
}

/// To count walks over everything that there is.
const PATIENCE: Duration = Duration::from_mins(10);

impl RingTurning {
    /// Puts the parts together.
    pub fn new(
        keys: Arc<dyn RingKeyStore>,
        sealed: Arc<dyn Rewrapping>,
        cipher: Arc<dyn SecretCipher>,
    ) -> Self {
        Self {
            keys,
            sealed,
            cipher,
        }
    }

    /// How many rows were made with this key. It walks over all rows that could be, for ten minutes at most.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn rows_made_with(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
    ) -> Result<u64, StoreError> {
        let deadline = Deadline::after(PATIENCE);
        match kind {
            RingKeyKind::Secret => {
                let mark = self.cipher.mark(id);
                deadline.bounding(self.sealed.count_sealed(&mark)).await
            }
            RingKeyKind::Pepper | RingKeyKind::Audit => {
                deadline.bounding(self.keys.rows_that_name(kind, id)).await
            }
        }
    }

    /// From now on nobody may write with this key, or, if not `retired`, may again. Nodes learn of it within
    /// [seconds](crate::RingLedger::refresh).
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn retire(
        &self,
        kind: RingKeyKind,
        id: RingKeyId,
        retired: bool,
    ) -> Result<(), StoreError> {
        self.keys.retire(kind, id, retired).await
    }
}

#[cfg(test)]
mod tests {
    use pullkey_cipher::MockSecretCipher;
    use pullkey_domain::credential::SealMark;
    use pullkey_storage::{MockRewrapping, MockRingKeyStore};

    use super::*;

    const ID: RingKeyId = RingKeyId::new(17);

    #[tokio::test]
    async fn what_was_sealed_is_counted_by_its_mark_and_all_else_by_the_key_that_it_names() {
        let mark = || SealMark::from_bytes([1, 0, 0, 0, 17]);
        let mut cipher = MockSecretCipher::new();
        cipher
            .expect_mark()
            .withf(|id| *id == ID)
            .returning(move |_| mark());
        let mut sealed = MockRewrapping::new();
        sealed
            .expect_count_sealed()
            .withf(move |asked| *asked == mark())
            .returning(|_| Ok(3));
        let mut keys = MockRingKeyStore::new();
        keys.expect_rows_that_name().returning(|kind, id| {
            assert_eq!(id, ID);
            Ok(if kind == RingKeyKind::Pepper { 4 } else { 5 })
        });
        let turning = RingTurning::new(Arc::new(keys), Arc::new(sealed), Arc::new(cipher));
        for (kind, rows) in [
            (RingKeyKind::Secret, 3),
            (RingKeyKind::Pepper, 4),
            (RingKeyKind::Audit, 5),
        ] {
            assert_eq!(turning.rows_made_with(kind, ID).await.unwrap(), rows);
        }
    }
    #[tokio::test]
    async fn the_store_is_told_which_key_is_retired_and_which_is_not_after_all() {
        let mut keys = MockRingKeyStore::new();
        for retired in [true, false] {
            keys.expect_retire()
                .withf(move |kind, id, is| (*kind, *id, *is) == (RingKeyKind::Pepper, ID, retired))
                .once()
                .returning(|_, _, _| Ok(()));
        }
        let (sealed, cipher) = (MockRewrapping::new(), MockSecretCipher::new());
        let turning = RingTurning::new(Arc::new(keys), Arc::new(sealed), Arc::new(cipher));
        for retired in [true, false] {
            let told = turning.retire(RingKeyKind::Pepper, ID, retired);
            told.await.unwrap();
        }
    }
}
