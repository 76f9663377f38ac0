//! The companies themselves.

mod company_body;
mod create;
mod delete;
mod list;

pub(crate) use self::company_body::CompanyBody;
pub(in crate::http) use self::{
    create::create_company, delete::delete_company, list::list_companies,
};
