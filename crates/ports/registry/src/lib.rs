#![doc = include_str!("../README.md")]

mod barrier;
#[cfg(feature = "contract")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a rule is a test: it fails by panicking"
)]
pub mod contract;
#[cfg(feature = "contract")]
mod memory;
mod obstacle;
mod registry;
mod verdict;

#[cfg(feature = "mock")]
pub use self::registry::MockRegistry;
pub use self::{
    barrier::Barrier,
    obstacle::{Doubt, Obstacle, Unfit},
    registry::{LoginAttempt, Registry},
    verdict::Verdict,
};

#[cfg(feature = "contract")]
pub use self::memory::MemoryRegistry;
