use std::time::Duration;

use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken, Permission},
    encoding::Parts,
    id::{ApiKeyId, CompanyId},
    idempotency::IdempotencyKey,
};
use pullkey_storage::{ChangeError, Inserted};

use super::{
    ApiKeys, Authority, IssuedApiKey,
    authority::Standing,
    change::{ATTEMPTS, ChangeApiKeyError, ChangedApiKey},
    repeat::answer_with,
};
use crate::RepeatError;

/// Give a key another token.
#[derive(Debug, Clone, Copy)]
pub struct RotateApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// For how long the token until now counts yet.
    pub overlap: Duration,
}

/// Why a key was given no other token.
#[derive(Debug, thiserror::Error)]
pub enum RotateApiKeyError {
    /// It cannot be changed at all.
    #[error(transparent)]
    Change(#[from] ChangeApiKeyError),
    /// An attempt of this name gave the token out.
    #[error("the token of API key {0} was given out before")]
    AlreadyIssued(ApiKeyId),
    /// An attempt of this name was made before, and this is no repeat of it.
    #[error(transparent)]
    Repeat(#[from] RepeatError),
}

impl ApiKeys {
    /// Gives a key another token. The one until now counts for as long as was asked, one before that no more.
    ///
    /// # Errors
    /// [`RotateApiKeyError`] if it was given none, or may not have been.
    pub async fn rotate(
        &self,
        company: CompanyId,
        authority: Authority,
        command: RotateApiKey,
        attempt: Option<IdempotencyKey>,
    ) -> Result<IssuedApiKey, RotateApiKeyError> {
        let payload = command.payload(company);
        for _ in 0..ATTEMPTS {
            let (standing, found) = match self.find_to_rotate(company, &authority, command.id).await
            {
                Ok(found) => found,
                Err(refusal) if refusal.is_about_the_key() => {
                    let earlier = self.earlier(company, attempt.as_ref(), &payload).await?;
                    return Err(earlier.map_or(refusal.into(), RotateApiKeyError::AlreadyIssued));
                }
                Err(error) => return Err(error.into()),
            };
            let ChangedApiKey { key, last_used_at } = found;
            let token = self.draw_another(&key);
            let act = self.surroundings.act(authority.by());
            let rotated = key.rotate(self.authority.verifier(&token), command.overlap, act);
            let rotated = standing.of(self.record(rotated));
            let now = rotated.event().at();
            let claim = attempt.clone();
            let claim = claim.map(|key| {
                self.attempts
                    .claim(key, &payload, answer_with(command.id), now)
            });
            let stored = self.store.rotate(&rotated, claim).await;
            // Even if it failed: what is unknown may have happened.
            self.authentication.forget_everybody();
            match stored {
                Ok(Inserted::Stored) => {
                    let key = rotated.into_subject().into_unverified();
                    return Ok(IssuedApiKey {
                        key,
                        token,
                        last_used_at,
                    });
                }
                Ok(Inserted::Remembered(earlier)) => {
                    let id = self.issued_by(earlier, &payload).await?;
                    return Err(RotateApiKeyError::AlreadyIssued(id));
                }
                Err(ChangeError::Stale) => {}
                Err(ChangeError::Store(error)) => {
                    return Err(ChangeApiKeyError::from(error).into());
                }
            }
        }
        let earlier = self.earlier(company, attempt.as_ref(), &payload).await?;
        Err(earlier.map_or(
            ChangeApiKeyError::Conflict.into(),
            RotateApiKeyError::AlreadyIssued,
        ))
    }

    /// The key as it is now, if its token may be handed out on this authority.
    async fn find_to_rotate(
        &self,
        company: CompanyId,
        authority: &Authority,
        id: ApiKeyId,
    ) -> Result<(Standing, ChangedApiKey), ChangeApiKeyError> {
        let standing = self.standing(company, authority, Permission::ApiKeyUpdate);
        let standing = standing.await?;
        let found = self.find_for_change(company, id).await?;
        standing.may_hand_out(&found.key)?;
        Ok((standing, found))
    }

    fn draw_another(&self, key: &ApiKey) -> ApiKeyToken {
        let fill = |bytes: &mut [u8]| self.surroundings.entropy.fill(bytes);
        ApiKeyToken::another(*key.handle(), fill)
    }
}

impl RotateApiKey {
    /// What was asked, by which a repeat is known.
    fn payload(&self, company: CompanyId) -> Vec<u8> {
        Parts::of("pullkey/rotate-api-key")
            .part(company.as_bytes())
            .part(self.id.as_bytes())
            .part(self.overlap.as_secs().to_be_bytes())
            .finish()
    }
}

#[cfg(test)]
mod tests;
