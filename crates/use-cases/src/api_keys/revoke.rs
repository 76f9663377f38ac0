use pullkey_domain::id::{ApiKeyId, CompanyId};

use super::{
    ApiKeys, Authority,
    change::{ChangeApiKeyError, settled},
};

impl ApiKeys {
    /// Removes a key. One that was tampered with is removed as well.
    ///
    /// # Errors
    /// [`ChangeApiKeyError::NotFound`] if the company has no such key,
    /// [`ChangeApiKeyError::LastManagingKey`] if it must stay.
    pub async fn revoke(
        &self,
        company: CompanyId,
        authority: Authority<'_>,
        id: ApiKeyId,
    ) -> Result<(), ChangeApiKeyError> {
        // A change that comes between makes the version stale. The key must go all the same.
        loop {
            let found = self.store.find(company, id).await?;
            let found = found.ok_or(ChangeApiKeyError::NotFound)?;
            let deleted = found
                .key
                .into_unverified()
                .delete(self.surroundings.act(authority.by()))
                .sign(|event| self.signer.sign(event));
            let stored = self.store.delete(&deleted, authority.managers()).await;
            // Even if it failed: what is unknown may have happened.
            self.authentication.forget_everybody();
            if let Some(settled) = settled(stored) {
                return settled;
            }
        }
    }
}

#[cfg(test)]
mod tests;
