//! Repeats of attempts that have a name.

use std::sync::Arc;

use pullkey_cipher::PayloadFingerprinter;
use pullkey_domain::{
    idempotency::{IdempotencyKey, IdempotencyRecord, KeptAnswer},
    ring_key::RingKeyKind,
    timestamp::Timestamp,
};
use pullkey_storage::StoreError;

use crate::{RingLedger, UnusableKey};

/// Names attempts at something, and tells whether a later one is a repeat.
#[derive(Clone)]
pub(crate) struct Attempts {
    pub(crate) fingerprints: Arc<dyn PayloadFingerprinter>,
    pub(crate) ring_ledger: Arc<RingLedger>,
}

/// Why an attempt is not answered as an earlier one of its name was.
#[derive(Debug, thiserror::Error)]
pub enum RepeatError {
    /// The earlier one was made with another payload.
    #[error("this idempotency key was used with another payload")]
    KeyReused,
    /// Whether the payload is the same cannot be told: its fingerprint names a pepper that cannot be used.
    #[error("the pepper of a fingerprint cannot be used")]
    Pepper(#[from] UnusableKey),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Attempts {
    /// What is to be remembered of an attempt that is made now.
    pub(crate) fn claim(
        &self,
        key: IdempotencyKey,
        payload: &[u8],
        answer: KeptAnswer,
        now: Timestamp,
    ) -> IdempotencyRecord {
        let fingerprint = self.fingerprints.fingerprint(payload);
        IdempotencyRecord::new(key, fingerprint, answer, now)
    }

    /// The answer of an earlier attempt, if it is the same.
    pub(crate) async fn replay(
        &self,
        earlier: IdempotencyRecord,
        payload: &[u8],
    ) -> Result<KeptAnswer, RepeatError> {
        match self.fingerprints.is_of(earlier.fingerprint(), payload) {
            Ok(true) => Ok(earlier.into_answer()),
            Ok(false) => Err(RepeatError::KeyReused),
            Err(missing) => {
                let judged = self.ring_ledger.judge(RingKeyKind::Pepper, missing);
                Err(judged.await.into())
            }
        }
    }
}
