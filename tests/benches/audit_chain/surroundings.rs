//! Clock, ids and randomness of this process.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use pullkey_cipher_chacha20poly1305::system_random;
use pullkey_domain::{credential::RegistryHost, id::CompanyId, timestamp::Timestamp};
use pullkey_storage::contract::fixtures::an_id;
use pullkey_use_cases::{Clock, Entropy, IdSource, Surroundings, TrialLimits};

pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        clock: Arc::new(Outside(Instant::now())),
        ids: Arc::new(Outside(Instant::now())),
        entropy: Arc::new(Outside(Instant::now())),
    }
}

/// No limit to logins.
pub(crate) struct Unlimited;

impl TrialLimits for Unlimited {
    fn admit(&self, _: CompanyId, _: &[RegistryHost]) -> Result<(), Duration> {
        Ok(())
    }
}

struct Outside(Instant);

impl Clock for Outside {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement has no other clock"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

impl IdSource for Outside {
    fn next(&self) -> uuid::Uuid {
        an_id().parse().unwrap()
    }
}

impl Entropy for Outside {
    fn fill(&self, bytes: &mut [u8]) {
        system_random(bytes);
    }
}
