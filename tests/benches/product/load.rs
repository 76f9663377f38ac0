//! What a turn of requests or transactions came to, and what turns in pairs tell.

use pullkey_tests::Processes;

/// What a turn came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    /// Of the service's and PostgreSQL's processes, on all processors together, for each.
    pub(crate) processor_micros: f64,
    /// What of it was the service's.
    pub(crate) service_micros: f64,
    pub(crate) p50_micros: f64,
    pub(crate) p99_micros: f64,
}

/// The processes that a request has on processors.
#[derive(Clone, Default)]
pub(crate) struct Workers {
    pub(crate) service: Processes,
    pub(crate) database: Processes,
}

impl Workers {
    /// What both have had so far, and the service of it.
    pub(crate) fn processor_seconds(&self) -> (f64, f64) {
        let service = self.service.processor_seconds();
        (service + self.database.processor_seconds(), service)
    }
}

/// Turns of what is measured, each with the turn of what it is compared with that came just before.
#[derive(Default)]
pub(crate) struct Pairs {
    pub(crate) baseline: Vec<Load>,
    pub(crate) measured: Vec<Load>,
}

impl Pairs {
    /// Takes turns.
    pub(crate) fn take(
        rounds: usize,
        mut baseline: impl FnMut() -> Load,
        mut measured: impl FnMut() -> Load,
    ) -> Self {
        let mut pairs = Self::default();
        for _ in 0..rounds {
            pairs.baseline.push(baseline());
            pairs.measured.push(measured());
        }
        pairs
    }

    /// How many times of the other's a figure is, by the median of the pairs.
    pub(crate) fn ratio(&self, figure: fn(&Load) -> f64) -> f64 {
        let each = self.baseline.iter().zip(&self.measured);
        median(each.map(|(baseline, measured)| figure(measured) / figure(baseline)))
    }

    pub(crate) fn median_of_baseline(&self, figure: fn(&Load) -> f64) -> f64 {
        median(self.baseline.iter().map(figure))
    }

    pub(crate) fn median_of_measured(&self, figure: fn(&Load) -> f64) -> f64 {
        median(self.measured.iter().map(figure))
    }
}

pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
