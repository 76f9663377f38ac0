//! What goes on beside the requests, as long as the service runs.

use std::{sync::Arc, time::Duration};

use pullkey_registry_http::HttpRegistry;
use pullkey_storage::{Deadline, StoreError};
use pullkey_use_cases::{Authentication, Credentials, Swept, Upkeep};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tracing::{info, warn};

use crate::{
    audit_trail::AuditTrail,
    http::{RateLimits, TrialRates},
    readiness::Readiness,
    telemetry::Metrics,
    trouble::Trouble,
};

/// A store that takes longer to tell its epoch does not tell it: everybody is looked up anew then. As it is asked each
/// 500 ms, a change that it tells of late or not at all counts within a second.
const EPOCH_PATIENCE: Duration = Duration::from_millis(500);

/// Everybody waits for a process that stops, and a store that is away holds up none.
const LAST_PATIENCE: Duration = Duration::from_secs(2);
/// From the signal to the end, however long requests had to be waited for.
const STOPPED_WITHIN: Duration = Duration::from_millis(9_500);

/// Follows changes of keys and companies that others make.
pub(crate) async fn follow_changes(authentication: Arc<Authentication>) {
    let trouble = Trouble::default();
    each(Duration::from_millis(500), async || {
        let followed = Deadline::after(EPOCH_PATIENCE).bounding(authentication.follow_changes());
        match followed.await {
            Ok(()) if trouble.ends() => info!("changes of API keys are followed again"),
            Err(error) if trouble.begins() => {
                warn!(%error, "changes of API keys cannot be followed");
            }
            _ => {}
        }
    })
    .await;
}

/// Tells the store when API keys were used, once a minute, and when credentials were, whose first use shows within three
/// seconds. The rest is told by [`tell_last_uses`].
pub(crate) async fn tell_uses(authentication: Arc<Authentication>, credentials: Arc<Credentials>) {
    let of_keys = async || authentication.tell_uses().await;
    let of_credentials = async || credentials.tell_uses().await;
    tokio::join!(
        tell("API keys", Duration::from_mins(1), of_keys),
        tell("credentials", Duration::from_secs(2), of_credentials),
    );
}

async fn tell(what: &str, period: Duration, uses: impl AsyncFn() -> Result<(), StoreError>) {
    let trouble = Trouble::default();
    // There is nothing to tell right after the start.
    sleep(period).await;
    each(period, async || match uses().await {
        Ok(()) if trouble.ends() => info!("uses of {what} are stored again"),
        Err(error) if trouble.begins() => warn!(%error, "uses of {what} are not stored for now"),
        _ => {}
    })
    .await;
}

/// By when the last is to be stored of a node that has been about to stop for so long.
pub(crate) fn last_moment(draining_for: Duration) -> Deadline {
    let left = STOPPED_WITHIN.saturating_sub(draining_for);
    Deadline::after(left.min(LAST_PATIENCE))
}

/// Tells it the rest, at the end.
pub(crate) async fn tell_last_uses(
    authentication: &Authentication,
    credentials: &Credentials,
    by: Deadline,
) {
    let (of_keys, of_credentials) = tokio::join!(
        by.bounding(authentication.tell_uses()),
        by.bounding(credentials.tell_uses()),
    );
    for (what, told) in [("API keys", of_keys), ("credentials", of_credentials)] {
        if let Err(error) = told {
            warn!(%error, "the last uses of {what} were not stored");
        }
    }
}

/// Keeps the readiness report up to date.
pub(crate) async fn observe(readiness: Arc<Readiness>) {
    each(Duration::from_secs(1), async || readiness.observe().await).await;
}

/// Removes what has ended and was not removed yet. As it walks over everything, each call to the store has a deadline of
/// its own: the usual one.
pub(crate) async fn sweep(upkeep: Arc<Upkeep>) {
    each(Duration::from_mins(10), async || {
        match upkeep.sweep().await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept { records, leavings }) => info!(
                records,
                leavings, "ended idempotency records and what deleted companies left were removed"
            ),
            Err(error) => warn!(%error, "what is to be removed stays for now"),
        }
    })
    .await;
}

/// Seals audit events, at most a second after they were stored.
pub(crate) async fn seal(trail: &AuditTrail) {
    let sealing = each(Duration::from_millis(500), async || trail.seal().await);
    let measuring = each(Duration::from_secs(5), async || trail.measure().await);
    let exporting = async {
        let period = Duration::from_mins(1);
        sleep(period).await;
        each(period, async || trail.export().await).await;
    };
    tokio::join!(sealing, measuring, exporting);
}

/// Keeps the companies that were here once, and what registries granted them, from piling up.
pub(crate) async fn forget_idle(
    rate_limits: Arc<RateLimits>,
    trial_rates: Arc<TrialRates>,
    registry: Arc<HttpRegistry>,
) {
    each(Duration::from_mins(1), async || {
        rate_limits.forget_full();
        trial_rates.forget_full();
        registry.forget_ended();
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_longer_requests_were_waited_for_the_less_is_left_for_the_rest() {
        for (draining_for, left) in [(0, 2_000), (7_000, 2_000), (9_000, 500), (20_000, 0)] {
            let before = Instant::now();
            let by = last_moment(Duration::from_millis(draining_for)).at();
            let left = Duration::from_millis(left);
            assert!(
                by >= before + left && by <= Instant::now() + left,
                "{draining_for}"
            );
        }
    }
}
