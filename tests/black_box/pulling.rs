//! Images, pulled through the gateway from real registries by the clients that people have.

mod clients;
mod companions;
mod conformance;
mod listener;
mod streams;
mod traces;
mod upstreams;
