//! Figures of how much the service has to do.

use metrics::{Counter, Gauge};

/// Why a request was refused because of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// This node works on as many as it may.
    Node,
    /// It works on as many of the company as it may.
    Company,
    /// Its turn to ask the store did not come in time.
    Store,
}

impl Refusal {
    const ALL: [Self; 3] = [Self::Node, Self::Company, Self::Store];

    fn bound(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Company => "company",
            Self::Store => "store",
        }
    }
}

/// Counts a request that was refused because of others. Each thread keeps its figures, as for requests.
pub(crate) fn count_refusal(refusal: Refusal) {
    thread_local! {
        static KNOWN: [Counter; 3] = Refusal::ALL.map(counter);
    }
    KNOWN.with(|known| known[refusal as usize].increment(1));
}

/// Counts a request that is worked on from now on, or no longer.
pub(crate) fn track_in_flight(by: f64) {
    thread_local! {
        static GAUGE: Gauge = metrics::gauge!(IN_FLIGHT);
    }
    GAUGE.with(|gauge| gauge.increment(by));
}

pub(super) fn describe() {
    metrics::describe_gauge!(IN_FLIGHT, "Requests that are worked on");
    metrics::describe_counter!(
        REFUSALS,
        "Requests that were refused because of others, by the bound that they met"
    );
    // There from the start, so that the first refusal shows as a rise.
    for refusal in Refusal::ALL {
        counter(refusal).absolute(0);
    }
    metrics::gauge!(IN_FLIGHT).set(0.0);
}

fn counter(refusal: Refusal) -> Counter {
    metrics::counter!(REFUSALS, "bound" => refusal.bound())
}

const IN_FLIGHT: &str = "pullkey_http_requests_in_flight";
const REFUSALS: &str = "pullkey_http_refusals_total";
