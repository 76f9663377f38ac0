#![doc = include_str!("../README.md")]

mod address;
mod allowance;
mod body;
mod client;
mod connector;
mod error;
mod limits;
mod policy;
mod pool;
mod resolve;
mod stream;

pub use self::{
    allowance::{Allowance, InvalidAllowance},
    body::Body,
    client::{Client, Request},
    error::Error,
    limits::Limits,
    policy::{AllowedTwice, Policy, Reach, Refusal},
    resolve::{Resolve, SystemResolver},
};
