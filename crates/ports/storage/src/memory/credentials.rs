use async_trait::async_trait;
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::{
        Credential, DeletedCredential, EditedCredential, UsedCredential, VerifiedCredential,
    },
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    image::Repository,
    timestamp::Timestamp,
    version::RowVersion,
};

use super::{MemoryStore, State, credential_page, taken};
use crate::{
    ChangeError, CredentialPage, CredentialQuery, CredentialStore, CredentialUse, InsertError,
    Inserted, StoreError, USE_INTERVAL,
};

#[async_trait]
impl CredentialStore for MemoryStore {
    async fn insert(
        &self,
        created: &Recorded<Credential>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let mut state = self.state()?;
        let credential = created.subject();
        let place = (credential.company(), credential.id());
        if !state.companies.contains_key(&credential.company()) {
            return Err(InsertError::CompanyGone);
        }
        let now = created.event().at();
        if let Some(record) = state.live_record(credential.company(), claim.as_ref(), now) {
            return Ok(Inserted::Remembered(record));
        }
        if state.credentials.contains_key(&place) {
            return Err(taken("a credential").into());
        }
        state.append_event(created.event())?;
        state.credentials.insert(place, credential.clone());
        state.remember(credential.company(), claim);
        Ok(Inserted::Stored)
    }

    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError> {
        Ok(self.state()?.credentials.get(&(company, id)).cloned())
    }

    async fn find_serving(
        &self,
        company: CompanyId,
        reach: &Reach,
        repository: &Repository,
    ) -> Result<Option<Credential>, StoreError> {
        let state = self.state()?;
        let of_company = state.credentials.values();
        let serving = of_company.filter(|row| {
            row.company() == company && reach.includes(row.id()) && row.serves(repository)
        });
        Ok(serving.max_by_key(|row| row.precedence()).cloned())
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        Ok(self.state()?.recall(company, attempt, now))
    }

    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        query: CredentialQuery,
    ) -> Result<CredentialPage, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.credentials.values().collect();
        rows.retain(|row| row.company() == company && reach.includes(row.id()));
        Ok(credential_page::cut(rows, &query))
    }

    async fn update(&self, edited: &Recorded<EditedCredential>) -> Result<(), ChangeError> {
        let mut state = self.state()?;
        let credential = edited.subject().credential();
        let place = (credential.company(), credential.id());
        state.require_version(place, edited.subject().replaces())?;
        state.append_event(edited.event())?;
        if let Some(row) = state.credentials.get_mut(&place) {
            *row = edited.subject().over(row);
        }
        Ok(())
    }

    async fn delete(&self, deleted: &Recorded<DeletedCredential>) -> Result<(), ChangeError> {
        let mut state = self.state()?;
        let place = (deleted.subject().company, deleted.subject().id);
        state.require_version(place, deleted.subject().version)?;
        state.append_event(deleted.event())?;
        state.credentials.remove(&place);
        Ok(())
    }

    async fn record_use(&self, used: &Recorded<UsedCredential>) -> Result<(), InsertError> {
        let mut state = self.state()?;
        if !state.companies.contains_key(&used.subject().company) {
            return Err(InsertError::CompanyGone);
        }
        Ok(state.append_event(used.event())?)
    }

    async fn record_verification(
        &self,
        verified: &Recorded<VerifiedCredential>,
    ) -> Result<(), InsertError> {
        let mut state = self.state()?;
        let subject = verified.subject();
        if !state.companies.contains_key(&subject.company) {
            return Err(InsertError::CompanyGone);
        }
        state.append_event(verified.event())?;
        if let Some(row) = state.credentials.get_mut(&(subject.company, subject.id)) {
            *row = subject.over(row);
        }
        Ok(())
    }

    async fn record_last_uses(&self, uses: Vec<CredentialUse>) -> Result<(), StoreError> {
        let mut state = self.state()?;
        for used in uses {
            if let Some(row) = state.credentials.get_mut(&(used.company, used.credential)) {
                let is_due = |last: Timestamp| last.after(USE_INTERVAL) <= used.at;
                if row.last_used_at().is_none_or(is_due) {
                    *row = row.clone().used_at(used.at);
                }
            }
        }
        Ok(())
    }
}

impl State {
    fn require_version(
        &self,
        place: (CompanyId, CredentialId),
        version: RowVersion,
    ) -> Result<(), ChangeError> {
        let stored = self.credentials.get(&place).map(Credential::version);
        (stored == Some(version))
            .then_some(())
            .ok_or(ChangeError::Stale)
    }
}
