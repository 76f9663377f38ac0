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
        let mut ids: Vec<_> = state.companies.keys().copied().collect();
        ids.extend(&state.deleted_companies);
        ids.retain(|id| Some(*id) > after);
        ids.sort();
        ids.truncate(limit as usize);
        Ok(ids)
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

    async fn sweep_deleted_company(
        &self,
        company: CompanyId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let mut state = self.state()?;
        let mut swept = 0;
        let is_deleted = state.deleted_companies.contains(&company);
        let mut stays = |of: CompanyId| {
            let goes = of == company && is_deleted && swept < limit;
            swept += u32::from(goes);
            !goes
        };
        state.credentials.retain(|(of, _), _| stays(*of));
        state.idempotency_records.retain(|(of, _), _| stays(*of));
        Ok(swept)
    }
}
