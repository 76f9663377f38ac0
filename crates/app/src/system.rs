//! Clock, ids and randomness of a real process, as the use cases take them.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pullkey_cipher_chacha20poly1305::system_random;
use pullkey_domain::timestamp::Timestamp;
use pullkey_use_cases::{Clock, Entropy, IdSource, Surroundings};
use time::UtcDateTime;
use uuid::Uuid;

/// The surroundings of a real process.
pub fn surroundings() -> Surroundings {
    Surroundings {
        clock: std::sync::Arc::new(SystemClock::new()),
        ids: std::sync::Arc::new(UuidV7),
        entropy: std::sync::Arc::new(SystemEntropy),
    }
}

/// The clocks of this machine.
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts to measure elapsed time.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the Clock of a real process"
    )]
    fn now(&self) -> Timestamp {
        // A clock before 1970 or after 9999 is wrong anyway, and must not stop the service.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(millis).unwrap_or(Timestamp::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The wall time of [`SystemClock`], for what knows nothing of the domain.
pub(crate) fn now() -> UtcDateTime {
    let millis = i128::from(SystemClock::new().now().as_millis());
    let now = UtcDateTime::from_unix_timestamp_nanos(millis * 1_000_000);
    // A timestamp of the domain is within what it takes.
    now.unwrap_or(UtcDateTime::UNIX_EPOCH)
}

/// UUIDs of version 7, in order within this process.
pub struct UuidV7;

impl IdSource for UuidV7 {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the IdSource of a real process"
    )]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The randomness of the operating system.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        system_random(bytes);
    }
}
