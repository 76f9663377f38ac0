use pullkey_cipher::RowMacError;
use pullkey_domain::{
    api_key::{ApiKey, Escalation, ExpiryInPast, SignedApiKey},
    audit::{Change, Recorded},
    id::{ApiKeyId, CompanyId},
    ring_key::RingKeyKind,
    timestamp::Timestamp,
};
use pullkey_storage::{ChangeKeyError, KeyWithUse, StoreError};

use super::ApiKeys;
use crate::UnusableKey;

/// A key as it is after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedApiKey {
    /// The key.
    pub key: ApiKey,
    /// When somebody was last let in by it, about a minute exact.
    pub last_used_at: Option<Timestamp>,
}

/// Why a key was not changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeApiKeyError {
    /// This company has no such key, or no longer.
    #[error("this company has no such API key")]
    NotFound,
    /// Others changed it each time in between.
    #[error("the API key was changed by others again and again")]
    Conflict,
    /// It would have ended already.
    #[error(transparent)]
    ExpiryInPast(#[from] ExpiryInPast),
    /// Whoever asks may not have this key do that.
    #[error(transparent)]
    Escalation(#[from] Escalation),
    /// No other key of the company could make keys.
    #[error("it is the company's last key that can make others")]
    LastManagingKey,
    /// Something altered its row in the store. Only to remove it is left.
    #[error("the row of API key {0} was altered")]
    Altered(ApiKeyId),
    /// Whether its row was altered cannot be told: it names a pepper that cannot be used.
    #[error("the pepper of an API key's row cannot be used")]
    Pepper(#[from] UnusableKey),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried: it starts over three times when others come between.
pub(super) const ATTEMPTS: usize = 4;

impl ApiKeys {
    /// The key to be changed, as it is now. What was altered behind our back is not signed anew.
    pub(super) async fn find_for_change(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        let found = self.store.find(company, id).await?;
        let KeyWithUse { key, last_used_at } = found.ok_or(ChangeApiKeyError::NotFound)?;
        match self.authority.verify_row(key) {
            Ok(key) => Ok(ChangedApiKey { key, last_used_at }),
            Err(RowMacError::Forged) => Err(ChangeApiKeyError::Altered(id)),
            Err(RowMacError::MissingKey(missing)) => {
                let judged = self.ring_ledger.judge(RingKeyKind::Pepper, missing);
                Err(judged.await.into())
            }
        }
    }

    /// The change as the store takes it.
    pub(super) fn record(&self, change: Change<ApiKey>) -> Recorded<SignedApiKey> {
        let change = change.sign_row(|key| self.authority.row_mac(key));
        change.sign(|event| self.signer.sign(event))
    }
}

/// `None` if it is to be decided anew.
pub(super) fn settled(stored: Result<(), ChangeKeyError>) -> Option<Result<(), ChangeApiKeyError>> {
    match stored {
        Ok(()) => Some(Ok(())),
        Err(ChangeKeyError::Stale) => None,
        Err(ChangeKeyError::LastManagingKey) => Some(Err(ChangeApiKeyError::LastManagingKey)),
        Err(ChangeKeyError::Store(error)) => Some(Err(error.into())),
    }
}
