//! The API keys of a company.

mod create;
mod list;

pub(in crate::http) use self::{create::create_company_key, list::list_company_keys};
