use std::{
    cell::RefCell,
    collections::{HashMap, hash_map::Entry},
    time::Duration,
};

use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use pullkey_domain::credential::VerificationOutcome;
use pullkey_registry_http::GrantUse;
use pullkey_use_cases::{AuthenticationError, OpenCredentialError};

use super::load;

/// The figures for Prometheus.
pub struct Metrics {
    handle: PrometheusHandle,
}

/// From well below a cached read to the deadline of a body.
const SECONDS: [f64; 12] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

impl Metrics {
    /// Collects whatever this process counts from now on. Only the first call in a process does: others collect
    /// nothing, as in tests that start several services.
    pub fn collect() -> Self {
        let recorder = recorder();
        let handle = recorder.handle();
        let _ = metrics::set_global_recorder(recorder);
        describe();
        load::describe();
        Self { handle }
    }

    /// All figures, in Prometheus' text format.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Moves recorded durations into their buckets. Call it every few seconds, or they pile up in memory between
    /// renderings.
    pub fn run_upkeep(&self) {
        self.handle.run_upkeep();
    }
}

/// What requests are counted by. There are few kinds, as neither a method nor a route is the caller's own word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RequestKind {
    pub(crate) method: &'static str,
    pub(crate) route: String,
    pub(crate) status: u16,
}

/// Counts a request that was answered after this time.
///
/// Each thread keeps the figures that it has counted: to find them by their labels again costs more than to count.
pub(crate) fn count_request(kind: RequestKind, took: Duration) {
    thread_local! {
        static KNOWN: RefCell<HashMap<RequestKind, (Counter, Histogram)>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let (count, seconds) = match known.entry(kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let figures = figures_of(unknown.key());
                unknown.insert(figures)
            }
        };
        count.increment(1);
        seconds.record(took);
    });
}

fn figures_of(kind: &RequestKind) -> (Counter, Histogram) {
    let labels = [
        ("method", kind.method.to_owned()),
        ("route", kind.route.clone()),
        ("status", kind.status.to_string()),
    ];
    (
        metrics::counter!(REQUESTS, &labels),
        metrics::histogram!(REQUEST_SECONDS, &labels),
    )
}

/// Counts a sealed secret that did not open because its row was altered.
pub(crate) fn count_failed_opening(error: &OpenCredentialError) {
    use OpenCredentialError::{Altered, NotRecorded};

    if let Altered(failure) | NotRecorded { failure, .. } = error {
        tracing::error!(%failure, "the secret of a credential did not open");
        metrics::counter!(OPEN_FAILURES).increment(1);
    }
}

/// Counts that somebody sent a key, and whether he was let in. Each thread keeps its figures, as for requests.
pub(crate) fn count_authentication<T>(authenticated: &Result<T, AuthenticationError>) {
    use AuthenticationError::{Forged, Pepper, Refused, Store, TooManyFailures, TooManyLookUps};

    let outcome = match authenticated {
        Ok(_) => "let_in",
        Err(Refused) => "refused",
        Err(Forged(_)) => "forged",
        Err(TooManyFailures { .. }) => "too_many_failures",
        Err(TooManyLookUps) => "too_many_look_ups",
        Err(Pepper(_) | Store(_)) => "undecided",
    };
    thread_local! {
        static KNOWN: RefCell<HashMap<&'static str, Counter>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let count = known.entry(outcome);
        let count =
            count.or_insert_with(|| metrics::counter!(AUTHENTICATIONS, "outcome" => outcome));
        count.increment(1);
    });
}

/// Counts a login that was tried at its registry, which took this time.
pub(crate) fn count_trial(outcome: VerificationOutcome, took: Duration) {
    metrics::counter!(LOGIN_TRIALS, "outcome" => outcome.as_str()).increment(1);
    metrics::histogram!(LOGIN_TRIAL_SECONDS).record(took);
}

/// Counts a part of an image that was asked for at its registry, which took this time to answer.
pub(crate) fn count_pull(part: &'static str, outcome: &'static str, took: Duration) {
    metrics::counter!(PULLS, "part" => part, "outcome" => outcome).increment(1);
    metrics::histogram!(REGISTRY_SECONDS, "part" => part).record(took);
}

/// Counts bytes of images that pass through this service.
pub(crate) fn count_pulled_bytes(bytes: usize) {
    thread_local! {
        static COUNT: Counter = metrics::counter!(PULLED_BYTES);
    }
    COUNT.with(|count| count.increment(u64::try_from(bytes).unwrap_or(u64::MAX)));
}

/// Counts a pull by whether what lets it in was known already.
pub(crate) fn count_grant(used: GrantUse) {
    let from = match used {
        GrantUse::Known => "memory",
        GrantUse::Asked => "registry",
    };
    metrics::counter!(GRANTS, "from" => from).increment(1);
}

/// Counts audit events that were sealed.
pub(crate) fn count_sealed(events: u64) {
    metrics::counter!(SEALED_EVENTS).increment(events);
}

/// Counts chains whose ends were tampered with.
pub(crate) fn count_broken_chains(chains: u64) {
    metrics::counter!(BROKEN_CHAINS).increment(chains);
}

/// Tells how many audit events wait to be sealed, and for how long the oldest does.
pub(crate) fn set_unsealed(events: u64, age: Duration) {
    let events = u32::try_from(events).unwrap_or(u32::MAX);
    metrics::gauge!(UNSEALED_EVENTS).set(events);
    metrics::gauge!(UNSEALED_AGE).set(age.as_secs_f64());
}

const REQUESTS: &str = "pullkey_http_requests_total";
const REQUEST_SECONDS: &str = "pullkey_http_request_seconds";
const SEALED_EVENTS: &str = "pullkey_audit_sealed_events_total";
const BROKEN_CHAINS: &str = "pullkey_audit_broken_chains_total";
const UNSEALED_EVENTS: &str = "pullkey_audit_unsealed_events";
const UNSEALED_AGE: &str = "pullkey_audit_unsealed_age_seconds";
const AUTHENTICATIONS: &str = "pullkey_authentications_total";
const LOGIN_TRIALS: &str = "pullkey_login_trials_total";
const LOGIN_TRIAL_SECONDS: &str = "pullkey_login_trial_seconds";
const PULLS: &str = "pullkey_pulls_total";
const PULLED_BYTES: &str = "pullkey_pulled_bytes_total";
const REGISTRY_SECONDS: &str = "pullkey_registry_answer_seconds";
const GRANTS: &str = "pullkey_registry_grants_total";
const OPEN_FAILURES: &str = "pullkey_open_failures_total";

fn recorder() -> PrometheusRecorder {
    let builder = PrometheusBuilder::new();
    let durations = Matcher::Suffix("_seconds".into());
    builder
        .set_buckets_for_metric(durations, &SECONDS)
        .unwrap_or_else(|_| PrometheusBuilder::new())
        .build_recorder()
}

fn describe() {
    metrics::describe_counter!(REQUESTS, "Requests answered, by method, route and status");
    metrics::describe_counter!(
        AUTHENTICATIONS,
        "API keys that were sent, by what came of it"
    );
    metrics::describe_counter!(
        LOGIN_TRIALS,
        "Logins that were tried at their registries, by what came of it"
    );
    metrics::describe_histogram!(
        LOGIN_TRIAL_SECONDS,
        metrics::Unit::Seconds,
        "Time that registries took over them"
    );
    metrics::describe_counter!(
        PULLS,
        "Parts of images that were asked for at their registries, by part and by what came of it"
    );
    metrics::describe_counter!(
        PULLED_BYTES,
        metrics::Unit::Bytes,
        "Bytes of images that passed through this service, which those that registries keep elsewhere do not"
    );
    metrics::describe_histogram!(
        REGISTRY_SECONDS,
        metrics::Unit::Seconds,
        "Time that registries took to answer, of a blob up to its first byte"
    );
    metrics::describe_counter!(
        GRANTS,
        "Pulls by where their token or password came from: the memory of this service, or the registry"
    );
    metrics::describe_counter!(
        OPEN_FAILURES,
        "Sealed secrets that did not open because their rows were altered"
    );
    // There from the start, so that the first failure shows as a rise.
    metrics::counter!(OPEN_FAILURES).absolute(0);
    metrics::describe_counter!(
        SEALED_EVENTS,
        "Audit events that this node linked into the chains of their companies"
    );
    metrics::describe_counter!(
        BROKEN_CHAINS,
        "Chains of audit events whose ends were tampered with, each time that this node came to one"
    );
    metrics::counter!(BROKEN_CHAINS).absolute(0);
    metrics::describe_gauge!(
        UNSEALED_EVENTS,
        "Audit events that wait to be sealed, counted up to 10000"
    );
    metrics::describe_gauge!(
        UNSEALED_AGE,
        metrics::Unit::Seconds,
        "How long ago the oldest of them happened"
    );
    metrics::describe_histogram!(
        REQUEST_SECONDS,
        metrics::Unit::Seconds,
        "Time from the end of a request's head to its answer"
    );
}
