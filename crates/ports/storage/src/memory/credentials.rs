use std::cmp::Reverse;

use async_trait::async_trait;
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::Credential,
    id::{CompanyId, CredentialId},
};

use super::{MemoryStore, page, taken};
use crate::{CredentialStore, InsertError, Page, PageRequest, StoreError};

#[async_trait]
impl CredentialStore for MemoryStore {
    async fn insert(&self, created: &Recorded<Credential>) -> Result<(), InsertError> {
        let mut state = self.state();
        let credential = created.subject();
        let place = (credential.company(), credential.id());
        if !state.companies.contains_key(&credential.company()) {
            return Err(InsertError::CompanyGone);
        }
        if state.credentials.contains_key(&place) {
            return Err(taken("a credential").into());
        }
        state.append_event(created.event())?;
        state.credentials.insert(place, credential.clone());
        Ok(())
    }

    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError> {
        Ok(self.state().credentials.get(&(company, id)).cloned())
    }

    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        request: PageRequest,
    ) -> Result<Page<Credential>, StoreError> {
        let state = self.state();
        let mut rows: Vec<_> = state.credentials.values().collect();
        rows.retain(|row| row.company() == company && reach.includes(row.id()));
        rows.sort_by_key(|row| Reverse((row.created_at(), row.id())));
        Ok(page(&rows, request))
    }
}
