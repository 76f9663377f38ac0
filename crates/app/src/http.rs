//! The HTTP surface: routes, what they take and what they answer. Handlers parse, call one use case, and answer.

mod accept;
#[cfg(test)]
mod any_head;
mod api_keys;
mod app;
mod attempt;
mod audit_events;
mod authorized;
mod client_address;
mod conditional_change;
mod credential_path;
mod docker_registries;
mod docs;
mod entity_tag;
mod fallback;
mod gateway;
mod in_flight;
mod input;
mod json;
mod large_answer;
mod listing;
mod methods;
mod metrics;
mod name;
mod openapi;
mod operator;
mod page;
mod page_query;
mod probes;
mod problem;
mod problem_pages;
mod query;
mod rate_limits;
mod request_context;
mod request_id;
mod routes;
mod sent;
mod to_the_end;
mod trace_context;

pub(crate) use self::{
    api_keys::ApiKeyBody, docker_registries::VerificationBody, operator::CompanyBody,
};
pub use self::{
    app::{Parts, Surface, app},
    gateway::PullsUnderWay,
    in_flight::RequestsInFlight,
    listing::openapi_document,
    problem::refusal,
    rate_limits::{RateLimits, Rates, TrialRates},
};
