use std::num::NonZeroU32;

use async_trait::async_trait;
use pullkey_domain::{
    audit::Recorded,
    company::RewrappedCompany,
    credential::{Credential, RewrappedCredential, SealMark, SealedSecret, StoredCredential},
    id::{CompanyId, CredentialId},
};

use super::MemoryStore;
use crate::{Rewrapping, SealStep, StoreError};

#[async_trait]
impl Rewrapping for MemoryStore {
    async fn walk_sealed_otherwise(
        &self,
        company: CompanyId,
        mark: &SealMark,
        after: Option<CredentialId>,
        limit: NonZeroU32,
    ) -> Result<SealStep, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.credentials.values().collect();
        rows.retain(|row| row.company() == company && Some(row.id()) > after);
        rows.sort_by_key(|row| row.id());
        rows.truncate(limit.get() as usize);
        let last = rows.get(limit.get() as usize - 1).map(|row| row.id());
        rows.retain(|row| !row.sealed().bears(mark));
        Ok(SealStep {
            credentials: rows.into_iter().cloned().collect(),
            corrupt: Vec::new(),
            last,
        })
    }

    async fn replace_sealed(
        &self,
        rewrapped: &Recorded<RewrappedCompany>,
        credentials: Vec<RewrappedCredential>,
    ) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        let company = rewrapped.subject().id;
        if !state.companies.contains_key(&company) {
            return Ok(0);
        }
        let mut replaced = 0;
        for rewrapped in credentials {
            let place = (company, rewrapped.id());
            if let Some(row) = state.credentials.get_mut(&place)
                && row.sealed() == rewrapped.opened()
            {
                *row = sealed_as(row, rewrapped.sealed());
                replaced += 1;
            }
        }
        let event = rewrapped.event();
        if replaced > 0 {
            // Those behind the first find it told.
            drop(state.append_event(event));
        }
        Ok(replaced)
    }

    async fn count_sealed(&self, mark: &SealMark) -> Result<u64, StoreError> {
        self.count(|sealed| sealed.bears(mark))
    }

    async fn count_sealed_otherwise(&self, mark: &SealMark) -> Result<u64, StoreError> {
        self.count(|sealed| !sealed.bears(mark))
    }
}

impl MemoryStore {
    fn count(&self, counts: impl Fn(&SealedSecret) -> bool) -> Result<u64, StoreError> {
        let state = self.state()?;
        let rows = state.credentials.values();
        let of_companies = rows.filter(|row| state.companies.contains_key(&row.company()));
        Ok(of_companies.filter(|row| counts(row.sealed())).count() as u64)
    }
}

/// The credential with these sealed bytes and nothing else changed, which no change of the domain does.
#[expect(clippy::expect_used, reason = "what was a credential is one again")]
fn sealed_as(row: &Credential, sealed: &SealedSecret) -> Credential {
    let stored = StoredCredential {
        sealed: sealed.as_bytes().to_vec(),
        ..StoredCredential::from(row)
    };
    Credential::restore(stored).expect("a credential stays one")
}
