use async_trait::async_trait;
use pullkey_domain::{audit::AuditEvent, id::CompanyId};

use crate::{Page, PageRequest, StoreError};

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
}
