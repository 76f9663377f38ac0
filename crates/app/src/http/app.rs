//! The apps that the listeners serve: routes, with what their handlers need.

use std::sync::Arc;

use actix_web::{
    App, Error,
    body::BoxBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web::{self, Data},
};
use pullkey_storage::CredentialStore;
use pullkey_use_cases::{ApiKeys, AuditEvents, Authentication, Companies, Credentials, Pullkey};

use super::{
    PullsUnderWay, RateLimits, Rates, RequestsInFlight, fallback, listing::Listing, request_context,
};
use crate::{OperatorKey, config::TrustedProxies, readiness::Readiness, telemetry::Metrics};

/// What the handlers need.
#[derive(Clone)]
pub struct Parts {
    /// The registry credentials of companies.
    pub credentials: Data<Credentials>,
    /// The API keys of companies.
    pub api_keys: Data<ApiKeys>,
    /// The companies themselves.
    pub companies: Data<Companies>,
    /// The audit trails of companies.
    pub audit_events: Data<AuditEvents>,
    /// Lets the holders of API keys in.
    pub authentication: Data<Authentication>,
    /// How many requests a company may make.
    pub rate_limits: Data<RateLimits>,
    /// How many requests are worked on at once.
    pub in_flight: Data<RequestsInFlight>,
    /// How many pulls go on at once.
    pub pulls: Data<PullsUnderWay>,
    /// The proxies that are believed about who calls.
    pub trusted_proxies: Data<TrustedProxies>,
    /// Whether this node should get requests.
    pub readiness: Data<Readiness>,
    /// The figures for Prometheus.
    pub metrics: Data<Metrics>,
    /// Whether the figures are served here too, and not on a listener of their own only.
    pub with_metrics: bool,
    /// Whether images are pulled here too, and not at a listener of its own only.
    pub with_gateway: bool,
    /// What lets the operator in; `None` is no operator surface.
    pub operator_key: Option<OperatorKey>,
}

impl Parts {
    /// The parts of a real service that works on any number of requests, limits nobody's rate, trusts no proxy, and where the operator has no key.
    pub fn new(pullkey: &Pullkey, metrics: Metrics, with_metrics: bool) -> Self {
        let readiness = Readiness::new(
            pullkey.health.clone(),
            pullkey.ring_ledger.clone(),
            pullkey.sealer.clone(),
            pullkey.surroundings.clock.clone(),
        );
        let rate_limits = RateLimits::new(Rates::default(), &pullkey.surroundings.clock);
        Self {
            credentials: Data::from(pullkey.credentials.clone()),
            api_keys: Data::from(pullkey.api_keys.clone()),
            companies: Data::from(pullkey.companies.clone()),
            audit_events: Data::from(pullkey.audit_events.clone()),
            authentication: Data::from(pullkey.authentication.clone()),
            rate_limits: Data::new(rate_limits),
            in_flight: Data::new(RequestsInFlight::at_most(usize::MAX)),
            pulls: Data::new(PullsUnderWay::of_connections(usize::MAX)),
            trusted_proxies: Data::default(),
            readiness: Data::new(readiness),
            metrics: Data::new(metrics),
            with_metrics,
            with_gateway: true,
            operator_key: None,
        }
    }

    /// The same for a worker that has its own way to the store.
    #[must_use]
    pub fn by_way_of(&self, store: Arc<dyn CredentialStore>) -> Self {
        Self {
            credentials: Data::new(self.credentials.by_way_of(store)),
            ..self.clone()
        }
    }
}

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The API, and everything around it.
    Main,
    /// Where images are pulled, and whether it can be asked.
    Gateway,
    /// The metrics only.
    Metrics,
}

/// The app of a listener.
pub fn app(
    parts: &Parts,
    surface: Surface,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let operator_key = parts.operator_key.clone();
    let listing = Listing {
        surface,
        with_metrics: parts.with_metrics,
        with_gateway: parts.with_gateway,
        with_operator: operator_key.is_some(),
    };
    let app = App::new()
        .app_data(parts.credentials.clone())
        .app_data(parts.api_keys.clone())
        .app_data(parts.companies.clone())
        .app_data(parts.audit_events.clone())
        .app_data(parts.authentication.clone())
        .app_data(parts.rate_limits.clone())
        .app_data(parts.in_flight.clone())
        .app_data(parts.pulls.clone())
        .app_data(parts.trusted_proxies.clone())
        .app_data(parts.readiness.clone())
        .app_data(parts.metrics.clone())
        .app_data(Data::new(listing));
    let app = match operator_key {
        Some(key) => app.app_data(Data::new(key)),
        None => app,
    };
    app.configure(|routes| listing.give(routes))
        .default_service(web::to(fallback::answer))
        .wrap(from_fn(request_context::enter))
}
