use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection, delete, insert_into,
};
use pullkey_domain::{
    api_key::{DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
};
use pullkey_storage::{ApiKeyStore, ChangeError, InsertError, Page, PageRequest, StoreError};

use super::{SqliteStore, api_key_directory, audit_log, company_store};
use crate::{
    readers::Walk,
    row::{ApiKeyRow, PageRows, Row},
    schema::{api_key_handles, api_keys},
    writer::Rollback,
};

#[async_trait]
impl ApiKeyStore for SqliteStore {
    async fn insert(&self, created: &Recorded<SignedApiKey>) -> Result<(), InsertError> {
        let created = created.clone();
        let write = self.writer.write(move |connection| {
            let company = created.subject().unverified().company();
            company_store::require_exists(company, connection)?;
            insert(created.subject(), connection)?;
            api_key_directory::raise_epoch(connection)?;
            Ok(audit_log::append_event(created.event(), connection)?)
        });
        write.await
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<SignedApiKey>, StoreError> {
        let row = self.readers.read_inline(|connection| {
            api_keys::table
                .find((&company.as_bytes()[..], &id.as_bytes()[..]))
                .select(ApiKeyRow::as_select())
                .first(connection)
                .optional()
        })?;
        row.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<SignedApiKey>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            let own = api_keys::table.filter(api_keys::company_id.eq(&company.as_bytes()[..]));
            let newest_first = own
                .order((api_keys::created_at.desc(), api_keys::id.desc()))
                .select(ApiKeyRow::as_select());
            PageRows::<ApiKeyRow<'_>>::load(newest_first, own.count(), page, connection)
        });
        rows.await?.into_page()
    }

    async fn delete(&self, deleted: &Recorded<DeletedApiKey>) -> Result<(), ChangeError> {
        let deleted = deleted.clone();
        let write = self.writer.write(move |connection| {
            if !remove(deleted.subject(), connection)? {
                return Err(Rollback::Refused(ChangeError::Stale));
            }
            api_key_directory::raise_epoch(connection)?;
            Ok(audit_log::append_event(deleted.event(), connection)?)
        });
        write.await
    }
}

fn insert(key: &SignedApiKey, connection: &mut SqliteConnection) -> QueryResult<()> {
    insert_into(api_keys::table)
        .values(ApiKeyRow::from(key))
        .execute(connection)?;
    let key = key.unverified();
    insert_into(api_key_handles::table)
        .values((
            api_key_handles::handle.eq(key.handle().as_str()),
            api_key_handles::company_id.eq(&key.company().as_bytes()[..]),
            api_key_handles::api_key_id.eq(&key.id().as_bytes()[..]),
        ))
        .execute(connection)
        .map(drop)
}

/// Whether it was there, in that version. Its handle goes with it.
fn remove(key: &DeletedApiKey, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let place = (&key.company.as_bytes()[..], &key.id.as_bytes()[..]);
    let decided_upon = api_keys::table
        .find(place)
        .filter(api_keys::version.eq(key.version.as_i64()));
    let removed = delete(decided_upon).execute(connection)?;
    Ok(removed == 1)
}
