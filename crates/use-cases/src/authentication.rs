//! Letting the holders of API keys in, and remembering them for a moment.

mod cache;
mod client_network;
mod failures;
mod look_up;
mod look_ups;
mod token_mark;
mod under_way;
mod valid_lately;

use std::{sync::Arc, time::Duration};

use pullkey_cipher::ApiKeyAuthority;
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyHandle, ApiKeyToken},
    company::Company,
    id::{ApiKeyId, CompanyId},
};
use pullkey_storage::{ApiKeyDirectory, ApiKeyUse, StoreError};

pub use self::client_network::ClientNetwork;
use self::{
    cache::PrincipalCache,
    failures::Failures,
    look_ups::LookUps,
    token_mark::{Marker, TokenMark},
    under_way::UnderWay,
    valid_lately::ValidLately,
};
use crate::{
    Clock, RingLedger, UnusableKey,
    uses::{BATCH, Uses},
};

/// Lets the holders of API keys in.
pub struct Authentication {
    directory: Arc<dyn ApiKeyDirectory>,
    authority: Arc<dyn ApiKeyAuthority>,
    ring_ledger: Arc<RingLedger>,
    clock: Arc<dyn Clock>,
    cache: PrincipalCache,
    failures: Failures,
    marker: Marker,
    valid_handles: ValidLately<ApiKeyHandle>,
    valid_tokens: ValidLately<TokenMark>,
    look_ups: LookUps,
    under_way: UnderWay,
    uses: Uses<(CompanyId, ApiKeyId)>,
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
    /// Nobody asked whether the key is valid: too many were not that came from the same network within a minute.
    #[error("too many API keys from this network were not valid")]
    TooManyFailures {
        /// When the next one will be looked up.
        retry_after: Duration,
    },
    /// Nobody asked whether the key is valid: too many others wait for the same.
    #[error("too many API keys wait to be looked up")]
    TooManyLookUps,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

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
            failures: Failures::default(),
            marker: Marker::default(),
            valid_handles: ValidLately::default(),
            valid_tokens: ValidLately::default(),
            look_ups: LookUps::default(),
            under_way: UnderWay::default(),
            uses: Uses::default(),
        }
    }

    /// Lets in whoever sent this token, from where they did, and notes that the key was used.
    ///
    /// # Errors
    /// [`AuthenticationError`] if nobody is let in.
    pub async fn authenticate(
        &self,
        token: &str,
        from: ClientNetwork,
    ) -> Result<Arc<Principal>, AuthenticationError> {
        let principal = self.identify(token, from).await?;
        let key = (principal.company.id(), principal.key.id());
        self.uses.note(key, self.clock.now());
        Ok(principal)
    }

    /// Finds out whom this token would let in, which is no use of the key. Nobody is let in before the key ring was found to
    /// belong to the store, as they might write.
    ///
    /// # Errors
    /// [`AuthenticationError`] if nobody is let in.
    pub async fn identify(
        &self,
        token: &str,
        from: ClientNetwork,
    ) -> Result<Arc<Principal>, AuthenticationError> {
        let token = ApiKeyToken::parse(token).map_err(|_| AuthenticationError::Refused)?;
        self.require_ring()?;
        match self.remembered(&token) {
            Some(principal) => Ok(principal),
            None => self.look_up(&token, from).await,
        }
    }

    /// Whether anybody may be let in at all. Whoever is let in by other means than an API key asks this, too.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] as long as the key ring was not found to belong to the store, or once one of its primaries
    /// was disabled elsewhere.
    pub fn require_ring(&self) -> Result<(), StoreError> {
        let fit = self.ring_ledger.require_fit();
        fit.map_err(|unfit| StoreError::Unavailable(unfit.into()))
    }

    /// Tells the store when keys were used since it was told last. Call it each minute, and at the end. What the store has not
    /// answered for, be it that this was cut off, is told the next time.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn tell_uses(&self) -> Result<(), StoreError> {
        for batch in self.uses.untold().chunks(BATCH) {
            let used = |&((company, key), at)| ApiKeyUse { company, key, at };
            let told = batch.iter().map(used).collect();
            self.directory.record_uses(told).await?;
            self.uses.settle(batch);
        }
        Ok(())
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
        let principal = self.cache.find(
            &token.handle(),
            self.marker.mark(token),
            self.clock.elapsed(),
        )?;
        let now = self.clock.now();
        self.authority.matches(token, &principal.key, now).ok()??;
        principal.key.is_live(now).then_some(principal)
    }
}

#[cfg(test)]
impl Authentication {
    /// How often everybody was forgotten.
    pub(crate) fn forgotten(&self) -> u64 {
        self.cache.generation()
    }
}

#[cfg(test)]
mod tests;
