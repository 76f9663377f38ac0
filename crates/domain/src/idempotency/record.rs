use std::time::Duration;

use super::{Fingerprint, IdempotencyKey, KeptAnswer};
use crate::{ring_key::RingKeyId, stored::InconsistentRow, timestamp::Timestamp};

/// What is remembered of an attempt that succeeded: stored in the same act as what it made, so that there is one
/// exactly if that was committed.
///
/// ```
/// use std::time::Duration;
///
/// use pullkey_domain::{idempotency::*, ring_key::RingKeyId, timestamp::Timestamp};
///
/// let now = Timestamp::parse("2025-01-30T00:00:00Z").unwrap();
/// let record = IdempotencyRecord::new(
///     IdempotencyKey::parse("order-4711").unwrap(),
///     Fingerprint::new(RingKeyId::new(4), [7; 32]),
///     KeptAnswer { status: 201, body: b"{}".to_vec() },
///     now,
/// );
/// assert!(record.is_live(now));
/// assert!(!record.is_live(now.after(Duration::from_hours(24))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    key: IdempotencyKey,
    fingerprint: Fingerprint,
    answer: KeptAnswer,
    ends_at: Timestamp,
}

/// A record as a store read it: nothing in it was checked yet.
///
/// ```
/// use pullkey_domain::idempotency::{IdempotencyRecord, StoredIdempotencyRecord};
///
/// let stored = StoredIdempotencyRecord {
///     key: String::new(),
///     pepper: 4,
///     fingerprint: vec![7; 32],
///     status: 201,
///     body: b"{}".to_vec(),
///     ends_at: 1_738_195_200_000,
/// };
/// assert_eq!(IdempotencyRecord::restore(stored).unwrap_err().column(), "key");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredIdempotencyRecord {
    /// The caller's name for the attempt.
    pub key: String,
    /// The pepper that made the fingerprint.
    pub pepper: i64,
    /// The MAC of the fingerprint.
    pub fingerprint: Vec<u8>,
    /// The status of the answer.
    pub status: i64,
    /// The body of the answer.
    pub body: Vec<u8>,
    /// From when on it counts no more, in milliseconds since 1970.
    pub ends_at: i64,
}

/// For how long an attempt is remembered.
const LIFETIME: Duration = Duration::from_hours(24);

impl IdempotencyRecord {
    /// One that counts for 24 hours from now.
    pub fn new(
        key: IdempotencyKey,
        fingerprint: Fingerprint,
        answer: KeptAnswer,
        now: Timestamp,
    ) -> Self {
        Self {
            key,
            fingerprint,
            answer,
            ends_at: now.after(LIFETIME),
        }
    }

    /// The caller's name for the attempt.
    pub fn key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// What was sent.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// What was answered.
    pub fn answer(&self) -> &KeptAnswer {
        &self.answer
    }

    /// What was answered, when nothing else of the record is needed any more.
    pub fn into_answer(self) -> KeptAnswer {
        self.answer
    }

    /// From when on it counts no more.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// Whether it counts at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.ends_at
    }

    /// The record of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredIdempotencyRecord) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        let pepper = u32::try_from(stored.pepper).map_err(|_| broken("fingerprint_pepper"))?;
        let mac = stored.fingerprint.try_into();
        Ok(Self {
            key: IdempotencyKey::parse(stored.key).map_err(|_| broken("key"))?,
            fingerprint: Fingerprint::new(
                RingKeyId::new(pepper),
                mac.map_err(|_| broken("fingerprint"))?,
            ),
            answer: KeptAnswer {
                status: u16::try_from(stored.status).map_err(|_| broken("status"))?,
                body: stored.body,
            },
            ends_at: Timestamp::from_millis(stored.ends_at).map_err(|_| broken("ends_at"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Alter = fn(&mut StoredIdempotencyRecord);

    fn stored() -> StoredIdempotencyRecord {
        StoredIdempotencyRecord {
            key: "order-4711".into(),
            pepper: 4,
            fingerprint: vec![7; 32],
            status: 201,
            body: b"{}".to_vec(),
            ends_at: 1_738_195_200_000,
        }
    }

    #[test]
    fn what_is_stored_is_restored() {
        let record = IdempotencyRecord::restore(stored()).unwrap();
        assert_eq!(record.key().as_str(), "order-4711");
        let fingerprint = Fingerprint::new(RingKeyId::new(4), [7; 32]);
        assert_eq!(record.fingerprint(), &fingerprint);
        assert_eq!(record.answer().status, 201);
        assert_eq!(record.ends_at().as_millis(), 1_738_195_200_000);
        assert_eq!(record.into_answer().body, b"{}");
    }

    #[test]
    fn every_broken_column_is_named() {
        let broken: [(_, Alter); 5] = [
            ("key", |row| row.key.push(' ')),
            ("fingerprint_pepper", |row| row.pepper = -1),
            ("fingerprint", |row| row.fingerprint.truncate(31)),
            ("status", |row| row.status = 65_536),
            ("ends_at", |row| row.ends_at = i64::MAX),
        ];
        for (column, alter) in broken {
            let mut stored = stored();
            alter(&mut stored);
            let refused = IdempotencyRecord::restore(stored);
            assert_eq!(refused, Err(InconsistentRow::at(column)));
        }
    }

    #[test]
    fn a_record_counts_for_exactly_24_hours() {
        let now = Timestamp::parse("2025-01-30T00:00:00Z").unwrap();
        let restored = IdempotencyRecord::restore(stored()).unwrap();
        let (key, fingerprint) = (restored.key.clone(), restored.fingerprint.clone());
        let record = IdempotencyRecord::new(key, fingerprint, restored.into_answer(), now);
        let end = Timestamp::parse("2025-01-31T00:00:00Z").unwrap();
        assert_eq!(record.ends_at(), end);
        let last = Timestamp::parse("2025-01-30T23:59:59.999Z").unwrap();
        assert!(record.is_live(last) && !record.is_live(end));
    }
}
