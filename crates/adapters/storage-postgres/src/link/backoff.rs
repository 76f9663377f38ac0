use std::time::Duration;

/// How long to wait before a connection is tried again: not at all at first, then ever longer, up to a second.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

impl Backoff {
    /// After one more failure.
    pub(super) fn next(&mut self) -> Duration {
        let doublings = self.failures.checked_sub(1);
        self.failures = self.failures.saturating_add(1);
        let Some(doublings) = doublings else {
            return Duration::ZERO;
        };
        let factor = 2_u32.saturating_pow(doublings);
        SHORTEST.saturating_mul(factor).min(LONGEST)
    }

    /// After a connection that was of use.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_try_is_at_once_and_the_others_at_most_a_second_apart() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..8).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(waits, [0, 50, 100, 200, 400, 800, 1000, 1000]);
        backoff.reset();
        assert_eq!(backoff.next(), Duration::ZERO);
        backoff.failures = u32::MAX;
        assert_eq!(backoff.next(), LONGEST);
    }
}
