//! Repeating a create safely: a caller names its attempt, and repeats of it find the answer of the first.
//!
//! ```
//! use pullkey_domain::idempotency::IdempotencyKey;
//!
//! let key = IdempotencyKey::parse("order-4711").unwrap();
//! assert_eq!(key.as_str(), "order-4711");
//! ```

mod answer;
mod fingerprint;
mod key;
mod record;

pub use self::{
    answer::KeptAnswer,
    fingerprint::Fingerprint,
    key::{IdempotencyKey, InvalidIdempotencyKey},
    record::{IdempotencyRecord, StoredIdempotencyRecord},
};
