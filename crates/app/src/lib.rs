#![doc = include_str!("../README.md")]

mod audit_trail;
mod background;
pub mod command_line;
pub mod config;
mod data_dir;
mod escape;
mod exposure;
mod first_start;
mod heads_file;
mod heads_writer;
pub mod http;
mod open_files;
mod opening;
mod operator_key;
mod postgres_url;
mod process;
pub mod readiness;
mod reload;
mod ring_reload;
pub mod server;
mod stop_watch;
pub mod system;
pub mod telemetry;
mod tls;
mod trouble;
mod wiring;

pub use self::{
    operator_key::{InvalidOperatorKey, OperatorKey},
    process::main,
};
