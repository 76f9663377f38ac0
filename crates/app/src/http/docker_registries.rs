//! Docker registry credentials: one file per operation.

#[cfg(test)]
mod any_body;
mod create;
mod credential_body;
mod delete;
mod find;
mod host_text;
mod list;
mod list_query;
mod login;
mod resolve;
mod service_account_key;
mod update;
mod verify;

pub(crate) use self::verify::VerificationBody;
pub(super) use self::{
    create::create_credential, delete::delete_credential, find::find_credential,
    list::list_credentials, resolve::resolve_credential, update::update_credential,
    verify::verify_credential,
};
