//! What PostgreSQL's store keeps beyond the contract of every store.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so do the functions that it calls"
)]

mod batches;
mod chains;
mod claims;
mod corruption;
mod counts;
mod crowd;
mod deleted_companies;
mod early_plans;
mod epoch;
mod everything;
mod held;
mod journal;
mod locks;
mod log;
mod look_ups;
mod managers;
mod migrations;
mod opening;
mod place;
mod plan;
mod plans;
mod readiness;
mod refusals;
mod rewrapping;
mod rights;
mod safety;
mod schema;
mod serving_plans;
mod sharing;
mod silence;
mod statements;
mod switch_over;
mod trail_plans;
mod turns;
