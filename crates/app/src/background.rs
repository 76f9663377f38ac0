//! What goes on beside the requests, as long as the service runs.

use std::{sync::Arc, time::Duration};

use pullkey_use_cases::{Authentication, Upkeep};
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

/// Removes what has ended and was not removed yet.
pub(crate) async fn sweep(upkeep: Arc<Upkeep>) {
    each(Duration::from_mins(10), async || {
        match upkeep.sweep_idempotency_records().await {
            Ok(0) => {}
            Ok(records) => tracing::info!(records, "ended idempotency records were removed"),
            Err(error) => tracing::warn!(%error, "ended idempotency records stay for now"),
        }
    })
    .await;
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
