use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection,
    connection::DefaultLoadingMode,
    delete,
    dsl::{exists, sql},
    insert_into, select,
    sql_types::{Bool, Text},
    update,
};
use pullkey_domain::{
    api_key::{DeletedApiKey, Permission, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
    version::RowVersion,
};
use pullkey_storage::{
    ApiKeyStore, ChangeError, ChangeKeyError, InsertError, Inserted, KeyWithUse, Managers, Page,
    PageRequest, StoreError,
};

use super::{SqliteStore, api_key_directory, audit_log, company_store, idempotency};
use crate::{
    readers::Walk,
    row::{ApiKeyRow, KeyWithUseRow, PageRows, Row},
    schema::{api_key_handles, api_keys},
    writer::Rollback,
};

#[async_trait]
impl ApiKeyStore for SqliteStore {
    async fn insert(
        &self,
        created: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let created = created.clone();
        let write = self.writer.write(move |connection| {
            let company = created.subject().unverified().company();
            company_store::require_exists(company, connection)?;
            if !lets_act(company, created.authority(), connection)? {
                return Err(Rollback::Refused(InsertError::AuthorityStale));
            }
            let (claim, now) = (claim.as_ref(), created.event().at());
            if let Some(record) = idempotency::live_record(company, claim, now, connection)? {
                return Ok(Inserted::Remembered(record));
            }
            insert(created.subject(), connection)?;
            idempotency::remember(company, claim, connection)?;
            api_key_directory::raise_epoch(connection)?;
            audit_log::append_event(created.event(), connection)?;
            Ok(Inserted::Stored)
        });
        write.await
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<KeyWithUse>, StoreError> {
        let row = self.readers.read_inline(|connection| {
            api_keys::table
                .find((&company.as_bytes()[..], &id.as_bytes()[..]))
                .select(KeyWithUseRow::as_select())
                .get_result(connection)
                .optional()
        })?;
        row.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<KeyWithUse>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            let own = api_keys::table.filter(api_keys::company_id.eq(&company.as_bytes()[..]));
            let newest_first = own
                .order((api_keys::created_at.desc(), api_keys::id.desc()))
                .select(KeyWithUseRow::as_select());
            PageRows::<KeyWithUseRow<'_>>::load(newest_first, own.count(), page, connection)
        });
        rows.await?.into_page()
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let row = self
            .readers
            .read_inline(|connection| idempotency::find(company, attempt, now, connection))?;
        row.map(Row::into_entity).transpose()
    }

    async fn update(
        &self,
        changed: &Recorded<SignedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let changed = changed.clone();
        let write = self.writer.write(move |connection| {
            let (after, now) = (changed.subject().unverified(), changed.event().at());
            let place = (after.company(), after.id());
            if !lets_act(place.0, changed.authority(), connection)?
                || !is_there(place, changed.replaces(), connection)?
            {
                return Err(Rollback::Refused(ChangeKeyError::Stale));
            }
            if managers == Managers::OneMustRemain && !after.manages(now) {
                require_another_manager(place, now, connection)?;
            }
            replace(changed.subject(), connection)?;
            api_key_directory::raise_epoch(connection)?;
            Ok(audit_log::append_event(changed.event(), connection)?)
        });
        write.await
    }

    async fn rotate(
        &self,
        rotated: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, ChangeError> {
        let rotated = rotated.clone();
        let write = self.writer.write(move |connection| {
            let key = rotated.subject().unverified();
            let company = key.company();
            if !lets_act(company, rotated.authority(), connection)?
                || !is_there((company, key.id()), rotated.replaces(), connection)?
            {
                return Err(Rollback::Refused(ChangeError::Stale));
            }
            let (claim, now) = (claim.as_ref(), rotated.event().at());
            if let Some(record) = idempotency::live_record(company, claim, now, connection)? {
                return Ok(Inserted::Remembered(record));
            }
            replace(rotated.subject(), connection)?;
            idempotency::remember(company, claim, connection)?;
            api_key_directory::raise_epoch(connection)?;
            audit_log::append_event(rotated.event(), connection)?;
            Ok(Inserted::Stored)
        });
        write.await
    }

    async fn delete(
        &self,
        deleted: &Recorded<DeletedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let deleted = deleted.clone();
        let write = self.writer.write(move |connection| {
            let (key, now) = (deleted.subject(), deleted.event().at());
            let place = (key.company, key.id);
            if !lets_act(place.0, deleted.authority(), connection)?
                || !is_there(place, Some(key.version), connection)?
            {
                return Err(Rollback::Refused(ChangeKeyError::Stale));
            }
            if managers == Managers::OneMustRemain {
                require_another_manager(place, now, connection)?;
            }
            remove(place, connection)?;
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

/// The place of a key in its table.
type Place = (CompanyId, ApiKeyId);

/// Whether whatever was decided by this key may be stored.
fn lets_act(
    company: CompanyId,
    authority: Option<(ApiKeyId, RowVersion)>,
    connection: &mut SqliteConnection,
) -> QueryResult<bool> {
    match authority {
        Some((key, version)) => is_there((company, key), Some(version), connection),
        None => Ok(true),
    }
}

/// Whether the key is there in that version.
fn is_there(
    (company, id): Place,
    version: Option<RowVersion>,
    connection: &mut SqliteConnection,
) -> QueryResult<bool> {
    let Some(version) = version else {
        return Ok(false);
    };
    let key = api_keys::table
        .find((&company.as_bytes()[..], &id.as_bytes()[..]))
        .filter(api_keys::version.eq(version.as_i64()));
    select(exists(key)).get_result(connection)
}

/// Refuses to go on if this is the company's only key that can make others at this moment. Everybody waits for this thread, so
/// only keys with that permission are looked at, and no more of them than it takes.
fn require_another_manager(
    (company, id): Place,
    now: Timestamp,
    connection: &mut SqliteConnection,
) -> Result<(), Rollback<ChangeKeyError>> {
    let word = format!("%,{},%", Permission::ApiKeyCreate);
    let managing = api_keys::table
        .filter(api_keys::company_id.eq(&company.as_bytes()[..]))
        .filter(api_keys::enabled)
        .filter(sql::<Bool>("',' || capabilities || ',' LIKE ").bind::<Text, _>(word))
        .select(ApiKeyRow::as_select());
    let mut takes_one = false;
    for row in managing.load_iter::<ApiKeyRow<'_>, DefaultLoadingMode>(connection)? {
        // A row that breaks a rule lets nobody in.
        let Ok(key) = row?.restore() else { continue };
        let key = key.unverified();
        match key.manages(now) {
            true if key.id() == id => takes_one = true,
            true => return Ok(()),
            false => {}
        }
    }
    if takes_one {
        return Err(Rollback::Refused(ChangeKeyError::LastManagingKey));
    }
    Ok(())
}

fn replace(key: &SignedApiKey, connection: &mut SqliteConnection) -> QueryResult<()> {
    let (company, id) = (key.unverified().company(), key.unverified().id());
    update(api_keys::table.find((&company.as_bytes()[..], &id.as_bytes()[..])))
        .set(ApiKeyRow::from(key))
        .execute(connection)
        .map(drop)
}

/// Its handle goes with it.
fn remove((company, id): Place, connection: &mut SqliteConnection) -> QueryResult<()> {
    delete(api_keys::table.find((&company.as_bytes()[..], &id.as_bytes()[..])))
        .execute(connection)
        .map(drop)
}
