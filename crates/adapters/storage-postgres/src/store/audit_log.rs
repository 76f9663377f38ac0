use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use pullkey_domain::{audit::AuditEvent, id::CompanyId};
use pullkey_storage::{AuditLog, Page, PageRequest, StoreError};

use super::{
    PostgresStore,
    listing::{Listing, into_page},
};
use crate::{row::AuditEventRow, schema::audit_events};

#[async_trait]
impl AuditLog for PostgresStore {
    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        let listed = self.links()?.pages.read(|session| async move {
            let own = audit_events::table.filter(audit_events::company_id.eq(company.as_uuid()));
            let rows = own.select(audit_events::all_columns);
            let newest_first = Listing::of(rows, own.count(), "at DESC, id DESC", page);
            newest_first.load(&mut &*session).await
        });
        into_page::<AuditEventRow<'_>>(listed.await?)
    }
}
