#![doc = include_str!("../README.md")]

#[cfg(test)]
mod any_answer;
mod challenge;
mod control;
mod ecr;
mod exchange;
mod hello;
mod kept;
mod login;
mod pull;
mod realm;
mod registry;
mod sigv4;
mod token;
mod verify;

pub use self::registry::{GrantUse, HttpRegistry, Surroundings};
