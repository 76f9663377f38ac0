use pullkey_domain::{
    api_key::ApiKeyEdit,
    id::{ApiKeyId, CompanyId},
};

use super::{
    ApiKeys, Authority,
    change::{ChangeApiKeyError, ChangedApiKey},
};

impl ApiKeys {
    /// Changes name, capabilities or end of a key. It counts at once at this node.
    ///
    /// # Errors
    /// [`ChangeApiKeyError`] if it was not changed, or may not have been.
    pub async fn edit(
        &self,
        company: CompanyId,
        authority: Authority,
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
        authority: Authority,
        id: ApiKeyId,
        enabled: Option<bool>,
    ) -> Result<ChangedApiKey, ChangeApiKeyError> {
        self.change(company, authority, id, |key, act| {
            let enabled = enabled.unwrap_or(!key.is_enabled());
            Ok(key.switch(enabled, act))
        })
        .await
    }
}

#[cfg(test)]
mod tests;
