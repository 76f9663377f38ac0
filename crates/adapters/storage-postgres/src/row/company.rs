use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{
    company::{Company, StoredCompany},
    stored::InconsistentRow,
};
use uuid::Uuid;

use super::{Moment, Row};
use crate::schema::companies;

/// A row of `companies` that was not deleted.
#[derive(Queryable, Selectable)]
#[diesel(table_name = companies, check_for_backend(Pg))]
pub(crate) struct CompanyRow {
    id: Uuid,
    name: String,
    salt: Option<Vec<u8>>,
    created_at: Moment,
}

impl Row for CompanyRow {
    type Entity = Company;
    const TABLE: &'static str = "companies";

    fn restore(self) -> Result<Company, InconsistentRow> {
        Company::restore(StoredCompany {
            id: self.id,
            name: self.name,
            salt: self.salt.ok_or(InconsistentRow::at("salt"))?,
            created_at: self.created_at.as_millis(),
        })
    }
}
