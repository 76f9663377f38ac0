use std::time::Duration;

use crate::drill::figure;

/// How long answers took, counted from when they were to be asked for.
#[derive(Default)]
pub(super) struct Latencies {
    reads: Vec<Duration>,
    writes: Vec<Duration>,
}

impl Latencies {
    pub(super) fn add(&mut self, is_read: bool, took: Duration) {
        if is_read {
            self.reads.push(took);
        } else {
            self.writes.push(took);
        }
    }

    pub(super) fn join(mut self, other: Self) -> Self {
        self.reads.extend(other.reads);
        self.writes.extend(other.writes);
        self
    }

    /// Of all of them, the time that one in a hundred took at least.
    pub(super) fn p99(&self) -> Duration {
        percentile(&[&self.reads[..], &self.writes].concat(), 99)
    }

    pub(super) fn print(&self, when: &str) {
        let times = |all: &[Duration]| {
            let of = |percent| percentile(all, percent).as_secs_f64() * 1e3;
            format!(
                "p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
                of(50),
                of(99),
                of(100)
            )
        };
        let count = self.reads.len() + self.writes.len();
        figure(&format!("requests {when}"), count);
        figure("  reads", times(&self.reads));
        figure("  writes", times(&self.writes));
        figure(
            "  all",
            format!("p99 {:.1} ms", self.p99().as_secs_f64() * 1e3),
        );
    }
}

fn percentile(all: &[Duration], percent: usize) -> Duration {
    let mut all = all.to_vec();
    all.sort_unstable();
    let last = all.len().saturating_sub(1);
    all.get(last * percent / 100).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_a_hundred_takes_at_least_the_99th_percentile() {
        let times: Vec<_> = (0..=100).map(Duration::from_millis).collect();
        for percent in [0, 50, 99, 100] {
            let expected = Duration::from_millis(percent as u64);
            assert_eq!(percentile(&times, percent), expected);
        }
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
