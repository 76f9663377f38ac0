use pullkey_cipher::RowMacError;
use pullkey_domain::{
    api_key::Permission,
    id::{ApiKeyId, CompanyId},
};
use pullkey_storage::Managers;

use super::{
    ApiKeys, Authority,
    change::{ChangeApiKeyError, settled},
};

impl ApiKeys {
    /// Removes a key. One that was tampered with is removed as well: it lets nobody in, so it is the last of nothing.
    ///
    /// # Errors
    /// [`ChangeApiKeyError::NotFound`] if the company has no such key,
    /// [`ChangeApiKeyError::LastManagingKey`] if it must stay.
    pub async fn revoke(
        &self,
        company: CompanyId,
        authority: Authority,
        id: ApiKeyId,
    ) -> Result<(), ChangeApiKeyError> {
        // A change that comes between makes the version stale. The key must go all the same.
        loop {
            let standing = self.standing(company, &authority, Permission::ApiKeyDelete);
            let standing = standing.await?;
            let found = self.store.find(company, id).await?;
            let found = found.ok_or(ChangeApiKeyError::NotFound)?;
            let is_altered =
                self.authority.verify_row(found.key.clone()) == Err(RowMacError::Forged);
            let key = found.key.into_unverified();
            let act = self.surroundings.act(authority.by());
            let managers = if is_altered {
                Managers::NoneNeedRemain
            } else {
                standing.managers(&key, act.at)
            };
            let deleted = key.delete(act).sign(|event| self.signer.sign(event));
            let deleted = standing.of(deleted);
            let stored = self.store.delete(&deleted, managers).await;
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
