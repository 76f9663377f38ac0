use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper,
    SqliteConnection, dsl::exists, insert_into, select,
};
use pullkey_domain::{audit::Recorded, company::Company, id::CompanyId};
use pullkey_storage::{
    CompanyStore, InsertCompanyError, InsertError, Page, PageRequest, StoreError,
};

use super::{SqliteStore, api_key_directory, audit_log};
use crate::{
    readers::Walk,
    row::{CompanyRow, PageRows, Row},
    schema::companies,
    writer::Rollback,
};

#[async_trait]
impl CompanyStore for SqliteStore {
    async fn insert(&self, created: &Recorded<Company>) -> Result<(), InsertCompanyError> {
        let created = created.clone();
        let write = self.writer.write(move |connection| {
            let inserted = insert_into(companies::table)
                .values(CompanyRow::from(created.subject()))
                .on_conflict_do_nothing()
                .execute(connection)?;
            if inserted == 0 {
                return Err(Rollback::Refused(InsertCompanyError::IdTaken));
            }
            api_key_directory::raise_epoch(connection)?;
            Ok(audit_log::append_event(created.event(), connection)?)
        });
        write.await
    }

    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        let row = self.readers.read_inline(|connection| {
            companies::table
                .find(&id.as_bytes()[..])
                .filter(companies::deleted_at.is_null())
                .select(CompanyRow::as_select())
                .first(connection)
                .optional()
        })?;
        row.map(Row::into_entity).transpose()
    }

    async fn list(&self, page: PageRequest) -> Result<Page<Company>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            let existing = companies::table.filter(companies::deleted_at.is_null());
            let oldest_first = existing
                .order((companies::created_at, companies::id))
                .select(CompanyRow::as_select());
            PageRows::<CompanyRow<'_>>::load(oldest_first, existing.count(), page, connection)
        });
        rows.await?.into_page()
    }
}

/// Refuses to go on unless the company exists: to be called in the transaction that writes something of its own.
pub(super) fn require_exists(
    company: CompanyId,
    connection: &mut SqliteConnection,
) -> Result<(), Rollback<InsertError>> {
    let existing = companies::table
        .find(&company.as_bytes()[..])
        .filter(companies::deleted_at.is_null());
    if select(exists(existing)).get_result(connection)? {
        Ok(())
    } else {
        Err(Rollback::Refused(InsertError::CompanyGone))
    }
}
