use pullkey_domain::{
    api_key::{
        ApiKey, ApiKeyName, ApiKeyToken, Capabilities, Escalation, ExpiryInPast, NewApiKey,
        Permission,
    },
    audit::Change,
    encoding::Parts,
    id::{ApiKeyId, CompanyId},
    idempotency::IdempotencyKey,
    timestamp::Timestamp,
};
use pullkey_storage::{InsertError, Inserted};

use super::{
    ApiKeys, Authority, LostAuthority, authority::Standing, change::ATTEMPTS, repeat::answer_with,
};
use crate::{By, RepeatError};

/// Let a service in.
#[derive(Debug)]
pub struct CreateApiKey {
    /// What people call it.
    pub name: ApiKeyName,
    /// What it may do.
    pub capabilities: Capabilities,
    /// When it ends; never, if `None`.
    pub expires_at: Option<Timestamp>,
}

/// A key with its new token, which is shown this once.
pub struct IssuedApiKey {
    /// The key.
    pub key: ApiKey,
    /// The token.
    pub token: ApiKeyToken,
    /// When somebody was last let in by the key, exact to two minutes.
    pub last_used_at: Option<Timestamp>,
}

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiKeyError {
    /// Nobody may make one on this authority any more.
    #[error(transparent)]
    Authority(#[from] LostAuthority),
    /// Others changed the key that it was decided by each time in between.
    #[error("the API key of whoever asks was changed by others again and again")]
    Conflict,
    /// It would have ended already.
    #[error(transparent)]
    ExpiryInPast(#[from] ExpiryInPast),
    /// Whoever asks may not hand out such a key.
    #[error(transparent)]
    Escalation(#[from] Escalation),
    /// An attempt of this name made this key, and gave its token out.
    #[error("the token of API key {0} was given out before")]
    AlreadyIssued(ApiKeyId),
    /// An attempt of this name was made before, and this is no repeat of it.
    #[error(transparent)]
    Repeat(#[from] RepeatError),
    /// It was not stored, or may not have been.
    #[error(transparent)]
    Insert(#[from] InsertError),
}

impl ApiKeys {
    /// Makes a key with a new token.
    ///
    /// # Errors
    /// As [`issue`](Self::issue).
    pub async fn create(
        &self,
        company: CompanyId,
        authority: Authority,
        command: CreateApiKey,
        attempt: Option<IdempotencyKey>,
    ) -> Result<IssuedApiKey, CreateApiKeyError> {
        let token = self.draw_token();
        let key = self.issue(company, authority, &token, command, attempt);
        Ok(IssuedApiKey {
            key: key.await?,
            token,
            last_used_at: None,
        })
    }

    /// Makes a token that no key has yet: for callers that must put it away before the key exists.
    pub fn draw_token(&self) -> ApiKeyToken {
        ApiKeyToken::generate(|bytes| self.surroundings.entropy.fill(bytes))
    }

    /// Makes a key that this token opens.
    ///
    /// # Errors
    /// [`CreateApiKeyError`] if it was not made, or may not have been.
    pub async fn issue(
        &self,
        company: CompanyId,
        authority: Authority,
        token: &ApiKeyToken,
        command: CreateApiKey,
        attempt: Option<IdempotencyKey>,
    ) -> Result<ApiKey, CreateApiKeyError> {
        let payload = command.payload(company);
        for _ in 0..ATTEMPTS {
            let standing = self.standing(company, &authority, Permission::ApiKeyCreate);
            let standing = standing.await?;
            let issued = match self.decide(company, &standing, authority.by(), token, &command) {
                Ok(issued) => issued,
                Err(refusal) => {
                    let earlier = self.earlier(company, attempt.as_ref(), &payload).await?;
                    return Err(earlier.map_or(refusal, CreateApiKeyError::AlreadyIssued));
                }
            };
            let id = issued.subject().id();
            let created = standing.of(self.record(issued));
            let now = created.event().at();
            let claim = attempt.clone();
            let claim = claim.map(|key| self.attempts.claim(key, &payload, answer_with(id), now));
            match self.store.insert(&created, claim).await {
                Ok(Inserted::Stored) => return Ok(created.into_subject().into_unverified()),
                Ok(Inserted::Remembered(earlier)) => {
                    let id = self.issued_by(earlier, &payload).await?;
                    return Err(CreateApiKeyError::AlreadyIssued(id));
                }
                // It may still suffice.
                Err(InsertError::AuthorityStale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let earlier = self.earlier(company, attempt.as_ref(), &payload).await?;
        Err(earlier.map_or(
            CreateApiKeyError::Conflict,
            CreateApiKeyError::AlreadyIssued,
        ))
    }

    fn decide(
        &self,
        company: CompanyId,
        standing: &Standing,
        by: By,
        token: &ApiKeyToken,
        command: &CreateApiKey,
    ) -> Result<Change<ApiKey>, CreateApiKeyError> {
        let new = NewApiKey {
            id: ApiKeyId::from_uuid(self.surroundings.ids.next()),
            company,
            handle: token.handle(),
            name: command.name.clone(),
            capabilities: command.capabilities.clone(),
            expires_at: command.expires_at,
        };
        let issued = new.issue(self.authority.verifier(token), self.surroundings.act(by))?;
        standing.may_hand_out(issued.subject())?;
        Ok(issued)
    }
}

impl CreateApiKey {
    /// What was asked, by which a repeat is known.
    fn payload(&self, company: CompanyId) -> Vec<u8> {
        let parts = Parts::of("pullkey/create-api-key")
            .part(company.as_bytes())
            .part(self.name.as_str())
            .optional(self.expires_at.map(|end| end.as_millis().to_be_bytes()));
        // Last, and each by itself: together they could be longer than a part may be.
        let capabilities = self.capabilities.iter();
        let parts = capabilities.fold(parts, |parts, it| parts.part(it.to_string()));
        parts.finish()
    }
}

#[cfg(test)]
mod tests;
