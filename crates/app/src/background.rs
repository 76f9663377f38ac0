//! What goes on beside the requests, as long as the service runs.

use std::{sync::Arc, time::Duration};

use pullkey_use_cases::Authentication;
use tokio::time::{MissedTickBehavior, interval};

use crate::{readiness::Readiness, telemetry::Metrics};

/// Follows changes of keys and companies that others make.
pub(crate) async fn follow_changes(authentication: Arc<Authentication>) {
    each(Duration::from_millis(500), async || {
        if let Err(error) = authentication.follow_changes().await {
            tracing::warn!(%error, "changes of API keys cannot be followed");
        }
    })
    .await;
}

/// Keeps the readiness report up to date.
pub(crate) async fn observe(readiness: Arc<Readiness>) {
    each(Duration::from_secs(1), async || readiness.observe().await).await;
}

/// Keeps the figures from piling up.
pub(crate) async fn run_upkeep(metrics: Arc<Metrics>) {
    each(Duration::from_secs(5), async || metrics.run_upkeep()).await;
}

async fn each(period: Duration, work: impl AsyncFn()) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        work().await;
    }
}
