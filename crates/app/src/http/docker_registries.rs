//! Docker registry credentials: one file per operation.

mod create;
mod credential_body;
mod delete;
mod find;
mod list;
mod list_query;
mod update;

pub(super) use self::{
    create::create_credential, delete::delete_credential, find::find_credential,
    list::list_credentials, update::update_credential,
};
