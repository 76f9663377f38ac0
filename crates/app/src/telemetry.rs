//! What the service tells about itself: its log and its figures.

mod logs;
mod metrics;

pub use self::{logs::write_logs, metrics::Metrics};
