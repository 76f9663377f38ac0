#![doc = include_str!("../README.md")]

mod barrier;
#[cfg(feature = "contract")]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a rule is a test: it fails by panicking"
)]
pub mod contract;
mod fetched;
#[cfg(feature = "contract")]
mod memory;
mod obstacle;
mod pull;
mod pull_error;
mod registry;
mod source;
mod verdict;

pub use self::{
    barrier::Barrier,
    fetched::{Body, Content, Description, Fetched, Interrupted, Pieces, SignedAddress},
    obstacle::{Doubt, Obstacle, Unfit},
    pull::{Extent, Part, Pull},
    pull_error::PullError,
    registry::{LoginAttempt, Registry},
    source::ImageSource,
    verdict::Verdict,
};
#[cfg(feature = "mock")]
pub use self::{registry::MockRegistry, source::MockImageSource};

#[cfg(feature = "contract")]
pub use self::memory::MemoryRegistry;
