//! API keys: what lets an internal service in, and how far. One file per operation.

#[cfg(test)]
mod any_body;
mod capability_body;
mod create;
mod delete;
mod find;
mod key_body;
mod key_path;
mod list;
mod own;
mod rotate;
mod toggle;
mod update;

pub(super) use self::{
    create::create_key,
    delete::delete_key,
    find::find_key,
    list::list_keys,
    own::{own_key, validate_key},
    rotate::rotate_key,
    toggle::toggle_key,
    update::update_key,
};
pub(crate) use self::{
    create::{CreateKeyBody, created},
    key_body::{ApiKeyBody, IssuedKeyBody},
    key_path::to as path_to,
    list::KeyListBody,
};
