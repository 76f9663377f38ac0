use diesel::{Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::stored::InconsistentRow;

use super::{Row, Text};
use crate::schema::credential_counts;

/// A row of `credential_counts`, of a company that is known.
#[derive(Queryable, Selectable)]
#[diesel(table_name = credential_counts, check_for_backend(Sqlite))]
pub(crate) struct CredentialCountRow {
    provider: Text<'static>,
    count: i64,
}

/// How many credentials a company has for a provider.
pub(crate) struct CredentialCount {
    /// As the rows have it, which may be no provider's word.
    pub(crate) provider: String,
    pub(crate) count: u64,
}

impl Row for CredentialCountRow {
    type Entity = CredentialCount;
    const TABLE: &'static str = "credential_counts";

    fn restore(self) -> Result<CredentialCount, InconsistentRow> {
        Ok(CredentialCount {
            provider: self.provider.read("provider")?,
            count: u64::try_from(self.count).map_err(|_| InconsistentRow::at("count"))?,
        })
    }
}
