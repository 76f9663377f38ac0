#![doc = include_str!("../README.md")]
#![expect(dead_code, reason = "the stores that use the connections come next")]

mod connector;
mod database_url;
mod fault;
mod link;
mod safety;
mod tls;

pub use self::{
    database_url::{DatabaseUrl, DatabaseUrlError},
    safety::Safety,
};
