use async_trait::async_trait;
use pullkey_domain::{id::CompanyId, timestamp::Timestamp};

use crate::StoreError;

/// Work over all companies, one after the other. No handler of a company's requests is given this.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Maintenance: Send + Sync {
    /// The ids of all companies that there ever were, those deleted included: in order, behind `after`, at most `limit`
    /// of them.
    async fn company_ids(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<CompanyId>, StoreError>;

    /// Removes idempotency records of the company that count no more at this moment, at most `limit`, and says how many
    /// were removed.
    async fn sweep_idempotency_records(
        &self,
        company: CompanyId,
        now: Timestamp,
        limit: u32,
    ) -> Result<u32, StoreError>;

    /// Removes what a deleted company left behind, but for its events: credentials, idempotency records and whatever is kept
    /// about them, about `limit` rows at a time. Says how many went; none are left once it answers zero while nobody else
    /// removes any, as the company takes nothing any more. Of a company that exists it MUST remove nothing.
    async fn sweep_deleted_company(
        &self,
        company: CompanyId,
        limit: u32,
    ) -> Result<u32, StoreError>;
}
