use pullkey_cipher::RowMacError;
use pullkey_domain::{
    api_key::{ApiKey, Escalation, ExpiryInPast, Permission, SignedApiKey},
    audit::{Act, Change, Recorded},
    id::{ApiKeyId, CompanyId},
    ring_key::RingKeyKind,
    timestamp::Timestamp,
};
use pullkey_storage::{ChangeKeyError, KeyWithUse, StoreError};

use super::{ApiKeys, Authority, LostAuthority};
use crate::UnusableKey;

/// A key as it is after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedApiKey {
    /// The key.
    pub key: ApiKey,
    /// When somebody was last let in by it, exact to two minutes.
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
    /// Nobody may change it on this authority any more.
    #[error(transparent)]
    Authority(#[from] LostAuthority),
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

impl ChangeApiKeyError {
    /// Whether it says something of the key as it is now, which may be what an earlier attempt made of it.
    pub(super) fn is_about_the_key(&self) -> bool {
        matches!(
            self,
            Self::NotFound | Self::Escalation(_) | Self::Altered(_)
        )
    }
}

/// How often a change is tried: it starts over three times when others come between.
pub(super) const ATTEMPTS: usize = 4;

impl ApiKeys {
    /// Decides upon the key as it is, and stores what comes of that. If others come between, it starts over.
    pub(super) async fn change(
        &self,
        company: CompanyId,
        authority: Authority,
        id: ApiKeyId,
        decide: impl Fn(ApiKey, Act) -> Result<Option<Change<ApiKey>>, ChangeApiKeyError>,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        for _ in 0..ATTEMPTS {
            let standing = self.standing(company, &authority, Permission::ApiKeyUpdate);
            let standing = standing.await?;
            let found = self.find_for_change(company, id).await?;
            let key = &found.key;
            standing.may_change(key, key)?;
            let Some(change) = decide(key.clone(), self.surroundings.act(authority.by()))? else {
                return Ok(found);
            };
            standing.may_change(key, change.subject())?;
            let changed = standing.of(self.record(change));
            let managers = standing.managers(key, changed.event().at());
            let stored = self.store.update(&changed, managers).await;
            // Even if it failed: what is unknown may have happened.
            self.authentication.forget_everybody();
            if let Some(settled) = settled(stored) {
                return settled.map(|()| ChangedApiKey {
                    key: changed.into_subject().into_unverified(),
                    ..found
                });
            }
        }
        Err(ChangeApiKeyError::Conflict)
    }

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
