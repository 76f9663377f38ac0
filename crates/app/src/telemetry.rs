//! What the service tells about itself: its log and its figures.

mod counted_images;
mod counted_registry;
mod gathered_lines;
mod json_lines;
mod load;
mod logs;
mod metrics;

pub(crate) use self::{
    counted_images::CountedImages,
    counted_registry::CountedRegistry,
    load::{Refusal, count_refusal, track_in_flight},
    metrics::{
        RequestKind, count_authentication, count_broken_chains, count_failed_opening, count_grant,
        count_request, count_sealed, set_unsealed,
    },
};
pub use self::{logs::write_logs, metrics::Metrics};
