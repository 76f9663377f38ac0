//! Companies and their API keys, for whoever runs the service. One file per operation. It is there only where the
//! operator has a key.

mod companies;
mod company_keys;
mod company_path;
mod identified;

pub(crate) use self::companies::CompanyBody;
pub(super) use self::{
    companies::{create_company, delete_company, list_companies},
    company_keys::{create_company_key, list_company_keys},
};
