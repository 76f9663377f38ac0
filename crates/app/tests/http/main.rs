//! The HTTP surface in process: the real app and the real cipher on the in-memory store.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot get its service going fails here"
)]

mod api_keys;
mod audit_events;
mod authentication;
mod bodies;
mod busy_workers;
mod create;
mod cursors;
mod deadline;
mod delete;
mod docs;
mod failed_authentications;
mod filters;
mod find;
mod gateway;
mod gateway_refusals;
mod hosts;
mod in_flight;
mod list;
mod logins;
mod narrowed_keys;
mod openapi;
mod operator;
mod path_prefixes;
mod problems_of_operations;
mod rate_limits;
mod repeats;
mod request_context;
mod resolve;
mod routing;
mod service;
mod store_failures;
mod trials;
mod update;
mod verify;
mod versions;
