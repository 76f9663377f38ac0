use std::cmp::Reverse;

use async_trait::async_trait;
use pullkey_domain::{
    api_key::{ApiKeyHandle, DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
};

use super::{MemoryStore, page, taken};
use crate::{
    ApiKeyDirectory, ApiKeyStore, AuthEpoch, ChangeError, InsertError, KeyWithCompany, Page,
    PageRequest, StoreError,
};

#[async_trait]
impl ApiKeyStore for MemoryStore {
    async fn insert(&self, created: &Recorded<SignedApiKey>) -> Result<(), InsertError> {
        let mut state = self.state()?;
        let key = created.subject().unverified();
        let place = (key.company(), key.id());
        if !state.companies.contains_key(&key.company()) {
            return Err(InsertError::CompanyGone);
        }
        let mut others = state.api_keys.values().map(SignedApiKey::unverified);
        if others.any(|other| other.handle() == key.handle()) {
            return Err(taken("a handle").into());
        }
        if state.api_keys.contains_key(&place) {
            return Err(taken("a key").into());
        }
        state.append_event(created.event())?;
        state.api_keys.insert(place, created.subject().clone());
        state.epoch += 1;
        Ok(())
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<SignedApiKey>, StoreError> {
        Ok(self.state()?.api_keys.get(&(company, id)).cloned())
    }

    async fn list(
        &self,
        company: CompanyId,
        request: PageRequest,
    ) -> Result<Page<SignedApiKey>, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.api_keys.values().collect();
        rows.retain(|row| row.unverified().company() == company);
        rows.sort_by_key(|row| Reverse((row.unverified().created_at(), row.unverified().id())));
        Ok(page(&rows, request))
    }

    async fn delete(&self, deleted: &Recorded<DeletedApiKey>) -> Result<(), ChangeError> {
        let mut state = self.state()?;
        let DeletedApiKey {
            id,
            company,
            version,
        } = *deleted.subject();
        let stored = state.api_keys.get(&(company, id));
        if stored.map(|key| key.unverified().version()) != Some(version) {
            return Err(ChangeError::Stale);
        }
        state.append_event(deleted.event())?;
        state.api_keys.remove(&(company, id));
        state.epoch += 1;
        Ok(())
    }
}

#[async_trait]
impl ApiKeyDirectory for MemoryStore {
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError> {
        let state = self.state()?;
        let mut keys = state.api_keys.values();
        let found = keys
            .find(|key| *key.unverified().handle() == handle)
            .and_then(|key| {
                Some(KeyWithCompany {
                    key: key.clone(),
                    company: state.companies.get(&key.unverified().company())?.clone(),
                })
            });
        Ok(found)
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        Ok(AuthEpoch(self.state()?.epoch))
    }
}
