//! Repeats of attempts that gave a token out. It was told once and is kept nowhere, so a repeat is told of which key it was.

use pullkey_domain::{
    id::{ApiKeyId, CompanyId},
    idempotency::{IdempotencyKey, IdempotencyRecord, KeptAnswer},
};
use pullkey_storage::StoreError;

use super::ApiKeys;
use crate::RepeatError;

/// That the token was given out before is a conflict.
const STATUS: u16 = 409;

/// What is remembered of an attempt: the key, but not its token.
pub(super) fn answer_with(id: ApiKeyId) -> KeptAnswer {
    KeptAnswer {
        status: STATUS,
        body: id.to_string().into_bytes(),
    }
}

impl ApiKeys {
    /// The key that an earlier attempt of this name was about: asked before anything is refused, as what was done cannot be
    /// refused any more.
    pub(super) async fn earlier(
        &self,
        company: CompanyId,
        attempt: Option<&IdempotencyKey>,
        payload: &[u8],
    ) -> Result<Option<ApiKeyId>, RepeatError> {
        let Some(attempt) = attempt else {
            return Ok(None);
        };
        let now = self.surroundings.clock.now();
        match self.store.recall(company, attempt, now).await? {
            Some(record) => self.issued_by(record, payload).await.map(Some),
            None => Ok(None),
        }
    }

    /// The key of an earlier attempt, if that was the same.
    pub(super) async fn issued_by(
        &self,
        earlier: IdempotencyRecord,
        payload: &[u8],
    ) -> Result<ApiKeyId, RepeatError> {
        let answer = self.attempts.replay(earlier, payload).await?;
        let id = str::from_utf8(&answer.body).ok();
        let id = id.and_then(|id| ApiKeyId::parse(id).ok());
        let altered = || StoreError::Unexpected("an idempotency record was altered".into());
        Ok(id.ok_or_else(altered)?)
    }
}
