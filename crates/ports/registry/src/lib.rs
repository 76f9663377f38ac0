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
mod registry;
mod verdict;

#[cfg(feature = "mock")]
pub use self::registry::MockRegistry;
pub use self::{
    barrier::Barrier,
    registry::{LoginAttempt, Registry},
    verdict::{Doubt, Unfit, Verdict},
};

#[cfg(feature = "contract")]
pub use self::memory::MemoryRegistry;
