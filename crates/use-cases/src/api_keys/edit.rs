use pullkey_domain::{
    api_key::{ApiKey, ApiKeyEdit},
    audit::{Act, Change},
    id::{ApiKeyId, CompanyId},
};

use super::{
    ApiKeys, Authority,
    change::{ATTEMPTS, ChangeApiKeyError, ChangedApiKey, settled},
};

impl ApiKeys {
    /// Changes name, capabilities or end of a key. It counts at once at this node.
    ///
    /// # Errors
    /// [`ChangeApiKeyError`] if it was not changed, or may not have been.
    pub async fn edit(
        &self,
        company: CompanyId,
        authority: Authority<'_>,
        id: ApiKeyId,
        edit: ApiKeyEdit,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        self.change(company, authority, id, |key, act| {
            Ok(key.edit(edit.clone(), act)?)
        })
        .await
    }

    /// Switches a key on or off; to the other side, if `enabled` is `None`.
    ///
    /// # Errors
    /// [`ChangeApiKeyError`] if it was not changed, or may not have been.
    pub async fn switch(
        &self,
        company: CompanyId,
        authority: Authority<'_>,
        id: ApiKeyId,
        enabled: Option<bool>,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        self.change(company, authority, id, |key, act| {
            let enabled = enabled.unwrap_or(!key.is_enabled());
            Ok(key.switch(enabled, act))
        })
        .await
    }

    /// Decides upon the key as it is, and stores what comes of that. If others come between, it starts over.
    async fn change(
        &self,
        company: CompanyId,
        authority: Authority<'_>,
        id: ApiKeyId,
        decide: impl Fn(ApiKey, Act) -> Result<Option<Change<ApiKey>>, ChangeApiKeyError>,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        for _ in 0..ATTEMPTS {
            let found = self.find_for_change(company, id).await?;
            let key = &found.key;
            authority.may_change(key, key)?;
            let Some(change) = decide(key.clone(), self.surroundings.act(authority.by()))? else {
                return Ok(found);
            };
            authority.may_change(key, change.subject())?;
            let changed = self.record(change);
            let stored = self.store.update(&changed, authority.managers()).await;
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
}

#[cfg(test)]
mod tests;
