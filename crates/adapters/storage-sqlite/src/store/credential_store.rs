use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
};
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::Credential,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{CredentialStore, InsertError, Page, PageRequest, StoreError};

use super::{SqliteStore, audit_log, company_store};
use crate::{
    row::{CredentialRow, PageRows, Row},
    schema::credentials,
};

#[async_trait]
impl CredentialStore for SqliteStore {
    async fn insert(&self, created: &Recorded<Credential>) -> Result<(), InsertError> {
        let created = created.clone();
        let write = self.writer.write(move |connection| {
            company_store::require_exists(created.subject().company(), connection)?;
            insert_into(credentials::table)
                .values(CredentialRow::from(created.subject()))
                .execute(connection)?;
            Ok(audit_log::append_event(created.event(), connection)?)
        });
        write.await
    }

    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError> {
        let row = self.readers.read_inline(|connection| {
            credentials::table
                .find((&company.as_bytes()[..], &id.as_bytes()[..]))
                .select(CredentialRow::as_select())
                .first(connection)
                .optional()
        })?;
        row.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        page: PageRequest,
    ) -> Result<Page<Credential>, StoreError> {
        let reach = reach.clone();
        let rows = self.readers.read_blocking(move |connection| {
            let within = || {
                let of_company = credentials::company_id.eq(&company.as_bytes()[..]);
                let own = credentials::table.filter(of_company).into_boxed();
                match &reach {
                    Reach::All => own,
                    Reach::Only(ids) => {
                        own.filter(credentials::id.eq_any(ids.iter().map(|id| &id.as_bytes()[..])))
                    }
                }
            };
            let newest_first = within()
                .order((credentials::created_at.desc(), credentials::id.desc()))
                .select(CredentialRow::as_select());
            PageRows::<CredentialRow<'_>>::load(newest_first, within().count(), page, connection)
        });
        rows.await?.into_page()
    }
}
