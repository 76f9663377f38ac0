use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection, delete, dsl::exists, insert_into, select, update,
};
use pullkey_domain::{
    audit::Recorded,
    company::{Company, DeletedCompany},
    id::CompanyId,
};
use pullkey_storage::{
    ChangeError, CompanyStore, InsertCompanyError, InsertError, Page, PageRequest, StoreError,
};

use super::{SqliteStore, api_key_directory, audit_log};
use crate::{
    readers::Walk,
    row::{CompanyRow, PageRows, Row},
    schema::{api_keys, companies},
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
                .get_result(connection)
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

    async fn delete(&self, deleted: &Recorded<DeletedCompany>) -> Result<(), ChangeError> {
        let (deleted, journal) = (deleted.clone(), self.writer.journal());
        let write = self.writer.write(move |connection| {
            if !wipe(deleted.subject(), connection)? {
                return Err(Rollback::Refused(ChangeError::Stale));
            }
            // The salt stands there yet.
            journal.set();
            let id = deleted.subject().id;
            // Their handles go with them.
            let keys = api_keys::table.filter(api_keys::company_id.eq(&id.as_bytes()[..]));
            delete(keys).execute(connection)?;
            api_key_directory::raise_epoch(connection)?;
            Ok(audit_log::append_event(deleted.event(), connection)?)
        });
        write.await
    }
}

/// Whether it existed. What its secrets were sealed with goes, the row stays.
fn wipe(company: &DeletedCompany, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let existing = companies::table
        .find(&company.id.as_bytes()[..])
        .filter(companies::deleted_at.is_null());
    let rows = update(existing)
        .set((
            companies::salt.eq(None::<Vec<u8>>),
            companies::deleted_at.eq(company.deleted_at.as_millis()),
        ))
        .execute(connection)?;
    Ok(rows == 1)
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
