use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// What a company may still do, after a request was taken from it or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) struct Allowance {
    /// The most requests in a minute.
    pub(super) limit: u32,
    /// How many would be let through now.
    pub(super) remaining: u32,
    /// After which time without a request as many as the limit would be.
    pub(super) full_in: Duration,
    /// If this one was refused: after which time one would be let through.
    pub(super) next_in: Option<Duration>,
}

impl Allowance {
    const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
    const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
    const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

    /// The most requests in a minute.
    pub(super) fn limit(&self) -> u32 {
        self.limit
    }

    /// If the request was refused, after how many seconds one would be let through.
    pub(super) fn retry_after(&self) -> Option<u64> {
        // By now it may be let through already.
        self.next_in.map(|wait| whole_seconds(wait).max(1))
    }

    /// Tells it in the headers of an answer.
    pub(in crate::http) fn write_to(&self, headers: &mut HeaderMap) {
        headers.insert(Self::LIMIT, self.limit.into());
        headers.insert(Self::REMAINING, self.remaining.into());
        let reset = whole_seconds(self.full_in);
        headers.insert(Self::RESET, HeaderValue::from(reset));
    }
}

/// Rounded up: whoever waits for that long does not come too early.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_rounded_up() {
        let seconds = [0, 1, 999_999_999, 1_000_000_000, 1_000_000_001]
            .map(Duration::from_nanos)
            .map(whole_seconds);
        assert_eq!(seconds, [0, 1, 1, 1, 2]);
    }
}
