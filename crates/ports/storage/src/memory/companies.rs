use async_trait::async_trait;
use pullkey_domain::{
    audit::Recorded,
    company::{Company, DeletedCompany},
    id::CompanyId,
};

use super::{MemoryStore, page};
use crate::{ChangeError, CompanyStore, InsertCompanyError, Page, PageRequest, StoreError};

#[async_trait]
impl CompanyStore for MemoryStore {
    async fn insert(&self, created: &Recorded<Company>) -> Result<(), InsertCompanyError> {
        let mut state = self.state()?;
        let company = created.subject();
        let id = company.id();
        if state.companies.contains_key(&id) || state.deleted_companies.contains(&id) {
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

    async fn delete(&self, deleted: &Recorded<DeletedCompany>) -> Result<(), ChangeError> {
        let mut state = self.state()?;
        let id = deleted.subject().id;
        if !state.companies.contains_key(&id) {
            return Err(ChangeError::Stale);
        }
        state.append_event(deleted.event())?;
        state.companies.remove(&id);
        state.deleted_companies.insert(id);
        state.api_keys.retain(|(company, _), _| *company != id);
        state.epoch += 1;
        Ok(())
    }
}
