use std::cmp::Reverse;

use async_trait::async_trait;
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyHandle, DeletedApiKey, SignedApiKey},
    audit::{AuditEvent, Recorded},
    id::{ApiKeyId, CompanyId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
    version::RowVersion,
};

use super::{MemoryStore, State, page, taken};
use crate::{
    ApiKeyDirectory, ApiKeyStore, ApiKeyUse, AuthEpoch, ChangeError, ChangeKeyError, InsertError,
    Inserted, KeyWithCompany, KeyWithUse, Managers, Page, PageRequest, StoreError, USE_INTERVAL,
};

#[async_trait]
impl ApiKeyStore for MemoryStore {
    async fn insert(
        &self,
        created: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let mut state = self.state()?;
        let key = created.subject().unverified();
        let company = key.company();
        if !state.companies.contains_key(&company) {
            return Err(InsertError::CompanyGone);
        }
        if !state.lets_act(company, created.authority()) {
            return Err(InsertError::AuthorityStale);
        }
        if let Some(record) = state.live_record(company, claim.as_ref(), created.event().at()) {
            return Ok(Inserted::Remembered(record));
        }
        let mut others = state.api_keys.values().map(KeyWithUse::plain);
        if others.any(|other| other.handle() == key.handle()) {
            return Err(taken("a handle").into());
        }
        if state.api_keys.contains_key(&(company, key.id())) {
            return Err(taken("a key").into());
        }
        state.append_event(created.event())?;
        state.put(created.subject().clone());
        state.remember(company, claim);
        Ok(Inserted::Stored)
    }

    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<KeyWithUse>, StoreError> {
        Ok(self.state()?.api_keys.get(&(company, id)).cloned())
    }

    async fn list(
        &self,
        company: CompanyId,
        request: PageRequest,
    ) -> Result<Page<KeyWithUse>, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.api_keys.values().collect();
        rows.retain(|row| row.plain().company() == company);
        rows.sort_by_key(|row| Reverse((row.plain().created_at(), row.plain().id())));
        Ok(page(&rows, request))
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        Ok(self.state()?.recall(company, attempt, now))
    }

    async fn update(
        &self,
        changed: &Recorded<SignedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let mut state = self.state()?;
        let after = changed.subject().unverified();
        let place = (after.company(), after.id());
        let may_act = state.lets_act(place.0, changed.authority());
        if !may_act || !state.has(place, changed.replaces()) {
            return Err(ChangeKeyError::Stale);
        }
        state.require_manager(managers, place, Some(after), changed.event())?;
        state.append_event(changed.event())?;
        state.put(changed.subject().clone());
        Ok(())
    }

    async fn rotate(
        &self,
        rotated: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, ChangeError> {
        let mut state = self.state()?;
        let key = rotated.subject().unverified();
        let may_act = state.lets_act(key.company(), rotated.authority());
        if !may_act || !state.has((key.company(), key.id()), rotated.replaces()) {
            return Err(ChangeError::Stale);
        }
        let now = rotated.event().at();
        if let Some(record) = state.live_record(key.company(), claim.as_ref(), now) {
            return Ok(Inserted::Remembered(record));
        }
        state.append_event(rotated.event())?;
        state.put(rotated.subject().clone());
        state.remember(key.company(), claim);
        Ok(Inserted::Stored)
    }

    async fn delete(
        &self,
        deleted: &Recorded<DeletedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError> {
        let mut state = self.state()?;
        let place = (deleted.subject().company, deleted.subject().id);
        let may_act = state.lets_act(place.0, deleted.authority());
        if !may_act || !state.has(place, Some(deleted.subject().version)) {
            return Err(ChangeKeyError::Stale);
        }
        state.require_manager(managers, place, None, deleted.event())?;
        state.append_event(deleted.event())?;
        state.api_keys.remove(&place);
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
            .find(|key| *key.plain().handle() == handle)
            .and_then(|stored| {
                Some(KeyWithCompany {
                    key: stored.key.clone(),
                    company: state.companies.get(&stored.plain().company())?.clone(),
                })
            });
        Ok(found)
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        Ok(AuthEpoch(self.state()?.epoch))
    }

    async fn record_uses(&self, uses: Vec<ApiKeyUse>) -> Result<(), StoreError> {
        let mut state = self.state()?;
        for ApiKeyUse { company, key, at } in uses {
            if let Some(stored) = state.api_keys.get_mut(&(company, key)) {
                let is_due = |last: Timestamp| last.after(USE_INTERVAL) <= at;
                if stored.last_used_at.is_none_or(is_due) {
                    stored.last_used_at = Some(at);
                }
            }
        }
        Ok(())
    }

    async fn turn_pepper(
        &self,
        before: &SignedApiKey,
        after: &SignedApiKey,
    ) -> Result<(), ChangeError> {
        let mut state = self.state()?;
        let key = before.unverified();
        match state.api_keys.get_mut(&(key.company(), key.id())) {
            Some(stored) if stored.key == *before => {
                stored.key = after.clone();
                Ok(())
            }
            _ => Err(ChangeError::Stale),
        }
    }
}

impl KeyWithUse {
    fn plain(&self) -> &ApiKey {
        self.key.unverified()
    }
}

impl State {
    /// Whether whatever was decided by this key may be stored.
    fn lets_act(&self, company: CompanyId, authority: Option<(ApiKeyId, RowVersion)>) -> bool {
        authority.is_none_or(|(key, version)| self.has((company, key), Some(version)))
    }

    fn has(&self, place: (CompanyId, ApiKeyId), version: Option<RowVersion>) -> bool {
        let stored = self.api_keys.get(&place);
        stored.is_some_and(|stored| Some(stored.plain().version()) == version)
    }

    /// Puts a key in the place of itself, or in a new one.
    fn put(&mut self, key: SignedApiKey) {
        let plain = key.unverified();
        let place = (plain.company(), plain.id());
        let before = self.api_keys.get(&place);
        let last_used_at = before.and_then(|before| before.last_used_at);
        self.api_keys
            .insert(place, KeyWithUse { key, last_used_at });
        self.epoch += 1;
    }

    /// Whether the key at this place may become what it is to be after the event.
    fn require_manager(
        &self,
        managers: Managers,
        place: (CompanyId, ApiKeyId),
        after: Option<&ApiKey>,
        event: &AuditEvent,
    ) -> Result<(), ChangeKeyError> {
        let can_manage = |key: &ApiKey| key.manages(event.at());
        let others = self
            .api_keys
            .iter()
            .filter(|(at, _)| at.0 == place.0 && **at != place);
        let mut remaining = others.map(|(_, stored)| stored.plain()).chain(after);
        let before = self.api_keys.get(&place).map(KeyWithUse::plain);
        let takes_one = before.is_some_and(can_manage) && !after.is_some_and(can_manage);
        if managers == Managers::OneMustRemain && takes_one && !remaining.any(can_manage) {
            return Err(ChangeKeyError::LastManagingKey);
        }
        Ok(())
    }
}
