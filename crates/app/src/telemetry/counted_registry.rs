use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use pullkey_registry::{LoginAttempt, Registry, Verdict};

use super::metrics::count_trial;

/// Counts what comes of the logins that are tried, and how long registries take.
pub(crate) struct CountedRegistry(pub(crate) Arc<dyn Registry>);

#[async_trait]
impl Registry for CountedRegistry {
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict {
        let began = Instant::now();
        let verdict = self.0.verify(attempt).await;
        count_trial(verdict.outcome(), began.elapsed());
        verdict
    }
}
