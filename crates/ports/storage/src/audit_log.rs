use async_trait::async_trait;
use pullkey_domain::{audit::AuditEvent, id::CompanyId};

use crate::{AuditPart, AuditQuery, Page, PageRequest, StoreError};

/// Reads a company's audit trail. It is written by the other ports, each event with its change.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Lists the company's events, newest first: by time descending, ties by id descending.
    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError>;

    /// Walks over the company's events in the same order, and picks out those that the filter lets through.
    ///
    /// It MUST come directly to the place where it begins, the time and the credential that are asked for, and look at
    /// nothing else. Of what it looks at there, it leaves out what the actor or action do not fit. It MUST end when it has
    /// found more than the limit, when it has looked at as many events as its reach lets it, or at the end of the trail; and
    /// say where to go on unless it was there.
    async fn walk(&self, company: CompanyId, query: AuditQuery) -> Result<AuditPart, StoreError>;
}
