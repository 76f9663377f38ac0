#![doc = include_str!("../README.md")]

pub mod api_key;
pub mod audit;
pub mod company;
pub mod credential;
pub mod encoding;
pub mod id;
pub mod idempotency;
pub mod image;
pub mod ring_key;
pub mod stored;
pub mod timestamp;
pub mod version;

mod name;
#[cfg(test)]
mod sample;
#[cfg(feature = "serde")]
mod serde_text;

pub use name::InvalidName;
