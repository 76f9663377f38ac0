use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, SelectableHelper,
    sql_types::{BigInt, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    api_key::{DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
};
use pullkey_storage::{ApiKeyStore, ChangeError, InsertError, Page, PageRequest, StoreError};

use super::{
    PostgresStore,
    listing::{Listing, into_page},
};
use crate::{
    change::change,
    row::{ApiKeyRow, Row},
    schema::api_keys,
};

#[async_trait]
impl ApiKeyStore for PostgresStore {
    async fn insert(&self, created: &Recorded<SignedApiKey>) -> Result<(), InsertError> {
        let insert = change!("insert_api_key.sql", "raise_epoch.sql" => created.event());
        let insert = ApiKeyRow::from(created.subject()).bind(insert);
        if self.has_changed(insert).await? {
            Ok(())
        } else {
            Err(InsertError::CompanyGone)
        }
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<SignedApiKey>, StoreError> {
        let row = self.links()?.points.read(|session| async move {
            let key = api_keys::table
                .find((company.as_uuid(), id.as_uuid()))
                .select(ApiKeyRow::as_select());
            key.first(&mut &*session).await.optional()
        });
        row.await?.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<SignedApiKey>, StoreError> {
        let listed = self.links()?.pages.read(|session| async move {
            let own = api_keys::table.filter(api_keys::company_id.eq(company.as_uuid()));
            let rows = own.select(api_keys::all_columns);
            let newest_first = Listing::of(rows, own.count(), "created_at DESC, id DESC", page);
            newest_first.load(&mut &*session).await
        });
        into_page::<ApiKeyRow<'_>>(listed.await?)
    }

    async fn delete(&self, deleted: &Recorded<DeletedApiKey>) -> Result<(), ChangeError> {
        let key = deleted.subject();
        let delete = change!("delete_api_key.sql", "raise_epoch.sql" => deleted.event())
            .with::<Uuid, _>("company_id", key.company.as_uuid())
            .with::<Uuid, _>("id", key.id.as_uuid())
            .with::<BigInt, _>("version", key.version.as_i64());
        if self.has_changed(delete).await? {
            Ok(())
        } else {
            Err(ChangeError::Stale)
        }
    }
}
