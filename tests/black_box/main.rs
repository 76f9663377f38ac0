//! The product as its users meet it: the real binary, a shell, curl.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot get its process going fails here"
)]

mod altered_records;
mod api_keys;
mod at_rest;
mod audit_chain;
mod backup;
mod browser;
mod changes;
mod clients;
mod commands;
mod completions;
mod config;
mod deadlines;
mod documentation;
mod ended_keys;
mod failed_authentications;
mod first_start;
mod framing;
mod healthcheck;
mod key_commands;
mod key_ring;
mod man;
mod memory;
mod openapi;
mod operator;
mod postgres;
mod product;
mod pulling;
mod rate_limits;
mod raw;
mod refusals;
mod registries;
mod rewrap;
mod settings;
mod stop;
mod tls;
