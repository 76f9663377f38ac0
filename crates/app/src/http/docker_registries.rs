//! Docker registry credentials: one file per operation.

mod create;
mod credential_body;
mod find;
mod list;

pub(super) use self::{create::create_credential, find::find_credential, list::list_credentials};
