use async_trait::async_trait;
use pullkey_domain::{audit::Recorded, company::Company, id::CompanyId};

use super::{MemoryStore, page};
use crate::{CompanyStore, InsertCompanyError, Page, PageRequest, StoreError};

#[async_trait]
impl CompanyStore for MemoryStore {
    async fn insert(&self, created: &Recorded<Company>) -> Result<(), InsertCompanyError> {
        let mut state = self.state()?;
        let company = created.subject();
        if state.companies.contains_key(&company.id()) {
            return Err(InsertCompanyError::IdTaken);
        }
        state.append_event(created.event())?;
        state.companies.insert(company.id(), company.clone());
        state.epoch += 1;
        Ok(())
    }

    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        Ok(self.state()?.companies.get(&id).cloned())
    }

    async fn list(&self, request: PageRequest) -> Result<Page<Company>, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.companies.values().collect();
        rows.sort_by_key(|row| (row.created_at(), row.id()));
        Ok(page(&rows, request))
    }
}
