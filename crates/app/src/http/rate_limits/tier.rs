use std::{hash::Hash, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    NotUntil, Quota, RateLimiter, clock,
    middleware::{RateLimitingMiddleware, StateInformationMiddleware, StateSnapshot},
    state::keyed::HashMapStateStore,
};
use pullkey_use_cases::Clock;

use super::allowance::Allowance;

/// One limit, and how far each of those that it holds for, such as companies, has used it.
///
/// Who has used all of it gets it back evenly over the next minute, one request after the other.
pub(super) struct Tier<K: Clone + Eq + Hash> {
    quota: Quota,
    started: Duration,
    limiter: RateLimiter<K, HashMapStateStore<K>, Elapsed, Telling>,
}

impl<K: Clone + Eq + Hash> Tier<K> {
    /// A limit of so many requests in a minute.
    pub(super) fn new(rate: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::per_minute(rate);
        Self {
            quota,
            started: clock.elapsed(),
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), Elapsed(clock)),
        }
    }

    /// Takes a request from the allowance of this one, if one is left.
    pub(super) fn take(&self, whose: &K) -> Allowance {
        let limit = self.quota.burst_size().get();
        let taken = self.limiter.check_key(whose);
        let now = clock::Clock::now(self.limiter.clock());
        match taken {
            Ok(Taken { remaining, full_at }) => Allowance {
                limit,
                remaining,
                full_in: (self.started + full_at).saturating_sub(now),
                next_in: None,
            },
            Err(refused) => {
                let next_in = refused.wait_time_from(now);
                Allowance {
                    limit,
                    remaining: 0,
                    full_in: next_in + self.quota.replenish_interval() * (limit - 1),
                    next_in: Some(next_in),
                }
            }
        }
    }

    /// Forgets those that have all of it.
    pub(super) fn forget_full(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// The clock that the limits were given, as governor asks it.
struct Elapsed(Arc<dyn Clock>);

impl clock::Clock for Elapsed {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Tells how somebody stands after a request of theirs was let through.
#[derive(Debug)]
struct Telling;

/// What is left then, and when nothing of it would be missing, counted from the start of the limiter.
struct Taken {
    remaining: u32,
    full_at: Duration,
}

impl RateLimitingMiddleware<Duration> for Telling {
    type PositiveOutcome = Taken;
    type NegativeOutcome = NotUntil<Duration>;

    fn allow<K>(key: &K, state: impl Into<StateSnapshot>) -> Taken {
        let state = state.into();
        let remaining = state.remaining_burst_capacity();
        // A snapshot keeps the time to itself. As a refusal it tells.
        let told = StateInformationMiddleware::disallow(key, state, Duration::ZERO);
        Taken {
            remaining,
            full_at: told.earliest_possible(),
        }
    }

    fn disallow<K>(
        key: &K,
        state: impl Into<StateSnapshot>,
        started: Duration,
    ) -> NotUntil<Duration> {
        StateInformationMiddleware::disallow(key, state, started)
    }
}

#[cfg(test)]
mod tests;
