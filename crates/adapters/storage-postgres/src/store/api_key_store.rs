use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, Selectable, SelectableHelper,
    pg::Pg,
    sql_types::{BigInt, Bool, Nullable, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    api_key::{DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
    version::RowVersion,
};
use pullkey_storage::{
    ApiKeyStore, ChangeError, ChangeKeyError, CompanyStore, InsertError, Inserted, KeyWithUse,
    Managers, Page, PageRequest, StoreError,
};

use super::{
    PostgresStore,
    idempotency::{self, ATTEMPTS},
    listing::{Listing, into_page},
};
use crate::{
    change::change,
    fault::Fault,
    row::{ApiKeyRow, KeyWithUseRow, Row},
    schema::api_keys,
    statement::Statement,
};

#[async_trait]
impl ApiKeyStore for PostgresStore {
    async fn insert(
        &self,
        created: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let (company, claim) = (created.subject().unverified().company(), claim.as_ref());
        for _ in 0..ATTEMPTS {
            let insert = change!(
                "admit_company.sql", "claim.sql", "insert_api_key.sql", "raise_epoch.sql"
                    => created.event()
            );
            let insert = ApiKeyRow::from(created.subject()).bind(insert);
            let insert = acting(created.authority(), idempotency::bind(claim, insert));
            if self.has_changed(insert).await? {
                return Ok(Inserted::Stored);
            }
            // What a deleted company did before is no answer any more, so it is asked for first.
            if CompanyStore::find(self, company).await?.is_none() {
                return Err(InsertError::CompanyGone);
            }
            if !self.lets_act(company, created.authority()).await? {
                return Err(InsertError::AuthorityStale);
            }
            let record = self.live_record(company, claim, created.event().at());
            if let Some(record) = record.await? {
                return Ok(Inserted::Remembered(record));
            }
        }
        Err(StoreError::from(Fault::Contended).into())
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<KeyWithUse>, StoreError> {
        let row = self.links()?.points.read(|session| async move {
            let key = api_keys::table
                .find((company.as_uuid(), id.as_uuid()))
                .select(KeyWithUseRow::as_select());
            key.first(&mut &*session).await.optional()
        });
        row.await?.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<KeyWithUse>, StoreError> {
        let listed = self.links()?.pages.read(|session| async move {
            let own = api_keys::table.filter(api_keys::company_id.eq(company.as_uuid()));
            let rows = own.select(<KeyWithUseRow<'_> as Selectable<Pg>>::construct_selection());
            let newest_first = Listing::of(rows, own.count(), "created_at DESC, id DESC", page);
            newest_first.load(&mut &*session).await
        });
        into_page::<KeyWithUseRow<'_>>(listed.await?)
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.record_of(company, attempt, now).await
    }

    async fn update(
        &self,
        changed: &Recorded<SignedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let after = changed.subject().unverified();
        let is_guarded =
            managers == Managers::OneMustRemain && !after.manages(changed.event().at());
        let update = change!(
            "keep_manager.sql", "replace_api_key.sql", "raise_epoch.sql" => changed.event()
        );
        let update = ApiKeyRow::from(changed.subject())
            .bind(update)
            .with::<Nullable<BigInt>, _>("replaces", changed.replaces().map(RowVersion::as_i64))
            .with::<Bool, _>("is_guarded", is_guarded);
        if self
            .has_changed(acting(changed.authority(), update))
            .await?
        {
            return Ok(());
        }
        let place = (after.company(), after.id());
        if !self.lets_act(place.0, changed.authority()).await? {
            return Err(ChangeKeyError::Stale);
        }
        Err(self.refusal(place, changed.replaces(), is_guarded).await?)
    }

    async fn rotate(
        &self,
        rotated: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, ChangeError> {
        let (key, claim) = (rotated.subject().unverified(), claim.as_ref());
        let replaces = rotated.replaces();
        for _ in 0..ATTEMPTS {
            let rotate = change!(
                "admit_api_key.sql", "claim.sql", "replace_api_key.sql", "raise_epoch.sql"
                    => rotated.event()
            );
            let rotate = ApiKeyRow::from(rotated.subject())
                .bind(rotate)
                .with::<Nullable<BigInt>, _>("replaces", replaces.map(RowVersion::as_i64));
            let rotate = acting(rotated.authority(), idempotency::bind(claim, rotate));
            if self.has_changed(rotate).await? {
                return Ok(Inserted::Stored);
            }
            if claim.is_none()
                || !self.lets_act(key.company(), rotated.authority()).await?
                || !self.is_there((key.company(), key.id()), replaces).await?
            {
                return Err(ChangeError::Stale);
            }
            let record = self.live_record(key.company(), claim, rotated.event().at());
            if let Some(record) = record.await? {
                return Ok(Inserted::Remembered(record));
            }
        }
        Err(StoreError::from(Fault::Contended).into())
    }

    async fn delete(
        &self,
        deleted: &Recorded<DeletedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let key = deleted.subject();
        let is_guarded = managers == Managers::OneMustRemain;
        let delete = change!(
            "keep_manager.sql", "delete_api_key.sql", "raise_epoch.sql" => deleted.event()
        );
        let delete = delete
            .with::<Uuid, _>("company_id", key.company.as_uuid())
            .with::<Uuid, _>("id", key.id.as_uuid())
            .with::<BigInt, _>("version", key.version.as_i64())
            .with::<Bool, _>("is_guarded", is_guarded);
        if self
            .has_changed(acting(deleted.authority(), delete))
            .await?
        {
            return Ok(());
        }
        let place = (key.company, key.id);
        if !self.lets_act(place.0, deleted.authority()).await? {
            return Err(ChangeKeyError::Stale);
        }
        Err(self.refusal(place, Some(key.version), is_guarded).await?)
    }
}

/// Puts the key that something was decided by, or none, in its place.
fn acting<A>(
    authority: Option<(ApiKeyId, RowVersion)>,
    statement: Statement<'_, A>,
) -> Statement<'_, A> {
    let version = authority.map(|(_, version)| version.as_i64());
    statement
        .with::<Nullable<Uuid>, _>("acting_id", authority.map(|(key, _)| key.as_uuid()))
        .with::<Nullable<BigInt>, _>("acting_version", version)
}

/// The place of a key in its table.
type Place = (CompanyId, ApiKeyId);

impl PostgresStore {
    /// Why nothing was changed.
    async fn refusal(
        &self,
        place: Place,
        version: Option<RowVersion>,
        was_guarded: bool,
    ) -> Result<ChangeKeyError, StoreError> {
        // One that is there was kept for what it may do.
        let was_kept = was_guarded && self.is_there(place, version).await?;
        Ok(if was_kept {
            ChangeKeyError::LastManagingKey
        } else {
            ChangeKeyError::Stale
        })
    }

    /// Whether whatever was decided by this key could be stored.
    async fn lets_act(
        &self,
        company: CompanyId,
        authority: Option<(ApiKeyId, RowVersion)>,
    ) -> Result<bool, StoreError> {
        match authority {
            Some((key, version)) => self.is_there((company, key), Some(version)).await,
            None => Ok(true),
        }
    }

    /// Whether the key is there in that version.
    async fn is_there(
        &self,
        (company, id): Place,
        version: Option<RowVersion>,
    ) -> Result<bool, StoreError> {
        let stored = self.links()?.points.read(|session| async move {
            let key = api_keys::table.find((company.as_uuid(), id.as_uuid()));
            let version = key.select(api_keys::version);
            version.first::<i64>(&mut &*session).await.optional()
        });
        let stored = stored.await?;
        Ok(stored.is_some() && stored == version.map(RowVersion::as_i64))
    }
}
