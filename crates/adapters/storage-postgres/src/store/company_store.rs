use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, SelectableHelper,
    sql_types::{Binary, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    audit::Recorded,
    company::{Company, DeletedCompany},
    id::CompanyId,
};
use pullkey_storage::{
    ChangeError, CompanyStore, InsertCompanyError, Page, PageRequest, StoreError,
};

use super::{
    PostgresStore,
    listing::{Listing, into_page},
};
use crate::{
    change::change,
    row::{CompanyRow, Moment, Row},
    schema::companies,
};

#[async_trait]
impl CompanyStore for PostgresStore {
    async fn insert(&self, created: &Recorded<Company>) -> Result<(), InsertCompanyError> {
        let company = created.subject();
        let insert = change!("insert_company.sql", "raise_epoch.sql" => created.event())
            .with::<Uuid, _>("id", company.id().as_uuid())
            .with::<Text, _>("name", company.name().as_str())
            .with::<Binary, _>("salt", &company.salt().as_bytes()[..])
            .with::<Timestamptz, _>("created_at", Moment::from(company.created_at()));
        if self.has_changed(insert).await? {
            Ok(())
        } else {
            Err(InsertCompanyError::IdTaken)
        }
    }

    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        let row = self.links()?.points.read(|session| async move {
            let company = companies::table
                .find(id.as_uuid())
                .filter(companies::deleted_at.is_null())
                .select(CompanyRow::as_select());
            company.first(&mut &*session).await.optional()
        });
        row.await?.map(Row::into_entity).transpose()
    }

    async fn list(&self, page: PageRequest) -> Result<Page<Company>, StoreError> {
        let listed = self.links()?.pages.read(|session| async move {
            let existing = companies::table.filter(companies::deleted_at.is_null());
            let rows = existing.select((
                companies::id,
                companies::name,
                companies::salt,
                companies::created_at,
            ));
            let oldest_first = Listing::of(rows, existing.count(), "created_at, id", page);
            oldest_first.load(&mut &*session).await
        });
        into_page::<CompanyRow>(listed.await?)
    }

    async fn delete(&self, deleted: &Recorded<DeletedCompany>) -> Result<(), ChangeError> {
        let company = deleted.subject();
        let delete = change!("delete_company.sql", "raise_epoch.sql" => deleted.event())
            .with::<Uuid, _>("company_id", company.id.as_uuid())
            .with::<Timestamptz, _>("deleted_at", Moment::from(company.deleted_at));
        if self.has_changed(delete).await? {
            Ok(())
        } else {
            Err(ChangeError::Stale)
        }
    }
}
