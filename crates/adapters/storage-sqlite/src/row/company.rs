use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    company::{Company, StoredCompany},
    stored::InconsistentRow,
};

use super::{Id, Row, Text, from_id, to_id};
use crate::schema::companies;

/// A row of `companies` that was not deleted.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = companies, check_for_backend(Sqlite))]
pub(crate) struct CompanyRow<'a> {
    id: Id<'a>,
    name: Text<'a>,
    #[diesel(treat_none_as_default_value = false)]
    salt: Option<Cow<'a, [u8]>>,
    created_at: i64,
}

impl<'a> From<&'a Company> for CompanyRow<'a> {
    fn from(company: &'a Company) -> Self {
        Self {
            id: to_id(company.id().as_uuid()),
            name: company.name().as_str().into(),
            salt: Some(Cow::Borrowed(company.salt().as_bytes())),
            created_at: company.created_at().as_millis(),
        }
    }
}

impl Row for CompanyRow<'_> {
    type Entity = Company;
    const TABLE: &'static str = "companies";

    fn restore(self) -> Result<Company, InconsistentRow> {
        let salt = self.salt.ok_or(InconsistentRow::at("salt"))?;
        Company::restore(StoredCompany {
            id: from_id(&self.id, "id")?,
            name: self.name.read("name")?,
            salt: salt.into_owned(),
            created_at: self.created_at,
        })
    }
}
