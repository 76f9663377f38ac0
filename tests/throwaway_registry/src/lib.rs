#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot get its registry going fails here"
)]

mod authority;
mod file_server;
mod image;
mod process;
mod registry;
mod stored;
mod token_server;

pub use self::{
    authority::Authority,
    file_server::{FileRequest, FileServer},
    image::layer,
    registry::{Access, ContainerRegistry, IMAGE, PASSWORD, USERNAME},
    token_server::TokenServer,
};
