#![doc = include_str!("../README.md")]

pub mod credential_helper;
pub mod credential_provider;

mod answer;
mod api_key;
mod file;
mod outside;
mod place;
mod settings;
