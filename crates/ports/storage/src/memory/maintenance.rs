use async_trait::async_trait;
use pullkey_domain::{id::CompanyId, timestamp::Timestamp};

use super::MemoryStore;
use crate::{Maintenance, StoreError};

#[async_trait]
impl Maintenance for MemoryStore {
    async fn company_ids(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let state = self.state()?;
        let behind = state.companies.keys().filter(|id| Some(**id) > after);
        Ok(behind.take(limit as usize).copied().collect())
    }

    async fn sweep_idempotency_records(
        &self,
        company: CompanyId,
        now: Timestamp,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let mut swept = 0;
        self.state()?.idempotency_records.retain(|(of, _), record| {
            let ended = *of == company && !record.is_live(now) && swept < limit;
            swept += u32::from(ended);
            !ended
        });
        Ok(swept)
    }
}
