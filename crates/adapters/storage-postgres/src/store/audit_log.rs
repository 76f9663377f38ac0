use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Selectable, pg::Pg};
use diesel_async::RunQueryDsl;
use pullkey_domain::{audit::AuditEvent, id::CompanyId};
use pullkey_storage::{AuditLog, AuditPart, AuditQuery, Page, PageRequest, StoreError};

use super::{
    PostgresStore,
    audit_walk::AuditWalk,
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
            let rows = own.select(<AuditEventRow<'_> as Selectable<Pg>>::construct_selection());
            let newest_first = Listing::of(rows, own.count(), "at DESC, id DESC", page);
            newest_first.load(&mut &*session).await
        });
        into_page::<AuditEventRow<'_>>(listed.await?)
    }
    async fn walk(&self, company: CompanyId, query: AuditQuery) -> Result<AuditPart, StoreError> {
        let walk = AuditWalk {
            company,
            query: &query,
        };
        let links = self.links()?;
        let link = if query.filter.picks_out() {
            &links.searches
        } else {
            &links.pages
        };
        let passed = link.read(|session| {
            let statement = walk.statement();
            async move { statement.load(&mut &*session).await }
        });
        walk.part_of(passed.await?)
    }
}
