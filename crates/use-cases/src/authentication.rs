//! Letting the holders of API keys in, and remembering them for a moment.

mod cache;
mod key_uses;

use std::sync::Arc;

use pullkey_cipher::{ApiKeyAuthority, MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken},
    company::Company,
    id::ApiKeyId,
    ring_key::RingKeyKind,
};
use pullkey_storage::{ApiKeyDirectory, ApiKeyUse, StoreError};

use self::{cache::PrincipalCache, key_uses::KeyUses};
use crate::{Clock, RingLedger, UnusableKey, ring_ledger::NotReconciled};

/// Lets the holders of API keys in.
pub struct Authentication {
    directory: Arc<dyn ApiKeyDirectory>,
    authority: Arc<dyn ApiKeyAuthority>,
    ring_ledger: Arc<RingLedger>,
    clock: Arc<dyn Clock>,
    cache: PrincipalCache,
    uses: KeyUses,
}

/// Who was let in: a trusted, live key and the company that it lets in to.
#[derive(Debug, PartialEq, Eq)]
pub struct Principal {
    /// The key.
    pub key: ApiKey,
    /// The company.
    pub company: Company,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// Not a key, or an unknown, revoked, disabled or expired one. Which of them is not told.
    #[error("the API key is not valid")]
    Refused,
    /// As refused, but something altered the key's row in the store.
    #[error("the row of API key {0} was altered")]
    Forged(ApiKeyId),
    /// It cannot be told whether the key is valid: its row names a pepper that cannot be used.
    #[error("the pepper of an API key's row cannot be used")]
    Pepper(#[from] UnusableKey),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// So many uses are told at once.
const BATCH: usize = 500;

impl Authentication {
    /// Puts the parts together.
    pub fn new(
        directory: Arc<dyn ApiKeyDirectory>,
        authority: Arc<dyn ApiKeyAuthority>,
        ring_ledger: Arc<RingLedger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            directory,
            authority,
            ring_ledger,
            clock,
            cache: PrincipalCache::default(),
            uses: KeyUses::default(),
        }
    }

    /// Finds out who sent this token. Nobody is let in before the key ring was found to belong to the store, as they
    /// might write.
    ///
    /// # Errors
    /// [`AuthenticationError`] if nobody is let in.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Principal>, AuthenticationError> {
        let token = ApiKeyToken::parse(token).map_err(|_| AuthenticationError::Refused)?;
        if !self.ring_ledger.is_reconciled() {
            return Err(StoreError::Unavailable(NotReconciled.into()).into());
        }
        let principal = match self.remembered(&token) {
            Some(principal) => principal,
            None => self.look_up(&token).await?,
        };
        self.uses.note(ApiKeyUse {
            company: principal.company.id(),
            key: principal.key.id(),
            at: self.clock.now(),
        });
        Ok(principal)
    }

    /// Tells the store when keys were used since it was told last. Call it each minute, and at the end.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. It is told the next time, then.
    pub async fn tell_uses(&self) -> Result<(), StoreError> {
        let uses = self.uses.take();
        for batch in uses.chunks(BATCH) {
            if let Err(error) = self.directory.record_uses(batch.to_vec()).await {
                // To tell of one twice makes no difference.
                for used in uses {
                    self.uses.note(used);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    async fn look_up(&self, token: &ApiKeyToken) -> Result<Arc<Principal>, AuthenticationError> {
        let began = self.cache.begin_load(self.clock.elapsed());
        let loaded = self.load(token).await;
        if let Err(AuthenticationError::Refused | AuthenticationError::Forged(_)) = loaded {
            self.cache.refuse(token.handle());
        }
        let principal = Arc::new(loaded?);
        self.cache.keep(token.handle(), &principal, began);
        Ok(principal)
    }

    /// Reads the epoch of keys and companies, and forgets everybody if it moved or could not be read. Call it each
    /// 500 ms: so a change by another node or the command line counts within a second.
    ///
    /// # Errors
    /// [`StoreError`] if the epoch could not be read.
    pub async fn follow_changes(&self) -> Result<(), StoreError> {
        match self.directory.epoch().await {
            Ok(epoch) => {
                self.cache.observe(epoch);
                Ok(())
            }
            Err(error) => {
                self.forget_everybody();
                Err(error)
            }
        }
    }

    /// Forgets who was let in, and whoever is being looked up right now: a change that this node made counts at once.
    pub fn forget_everybody(&self) {
        self.cache.forget_everybody();
    }

    /// Somebody who was let in a moment ago, if the token is still theirs. If it is not, the store is asked: the key may
    /// have been rotated since.
    fn remembered(&self, token: &ApiKeyToken) -> Option<Arc<Principal>> {
        let principal = self.cache.find(&token.handle(), self.clock.elapsed())?;
        let now = self.clock.now();
        let matches = self.authority.matches(token, &principal.key, now);
        (matches == Ok(true) && principal.key.is_live(now)).then_some(principal)
    }

    async fn load(&self, token: &ApiKeyToken) -> Result<Principal, AuthenticationError> {
        let Some(holder) = self.directory.find_by_handle(token.handle()).await? else {
            self.authority.dummy_match(token);
            return Err(AuthenticationError::Refused);
        };
        let id = holder.key.unverified().id();
        let key = match self.authority.verify_row(holder.key) {
            Ok(key) => key,
            Err(RowMacError::Forged) => return Err(AuthenticationError::Forged(id)),
            Err(RowMacError::MissingKey(missing)) => return Err(self.without(missing).await),
        };
        let now = self.clock.now();
        let matches = match self.authority.matches(token, &key, now) {
            Ok(matches) => matches,
            Err(missing) => return Err(self.without(missing).await),
        };
        if !matches || !key.is_live(now) || key.company() != holder.company.id() {
            return Err(AuthenticationError::Refused);
        }
        Ok(Principal {
            key,
            company: holder.company,
        })
    }

    async fn without(&self, missing: MissingKey) -> AuthenticationError {
        let judged = self.ring_ledger.judge(RingKeyKind::Pepper, missing);
        judged.await.into()
    }
}

#[cfg(test)]
mod tests;
