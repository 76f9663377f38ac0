use pullkey_cipher::RowMacError;
use pullkey_domain::{
    api_key::ApiKey,
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::{KeyWithUse, Page, PageRequest, StoreError};

use super::ApiKeys;

/// A key as it stands in the store, and whether this service wrote it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedApiKey {
    /// The key. Show it; do not act on it if its row could not be verified.
    pub key: ApiKey,
    /// When somebody was last let in by it, exact to two minutes.
    pub last_used_at: Option<Timestamp>,
    /// Why its row could not be verified, if so.
    pub row_mac_error: Option<RowMacError>,
}

impl ApiKeys {
    /// Lists the keys of a company, newest first, those that were tampered with among them.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<ListedApiKey>, StoreError> {
        let Page { items, total } = self.store.list(company, page).await?;
        Ok(Page {
            items: items.into_iter().map(|found| self.listed(found)).collect(),
            total,
        })
    }

    /// Finds a key of a company, though it was tampered with.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<ListedApiKey>, StoreError> {
        let found = self.store.find(company, id).await?;
        Ok(found.map(|found| self.listed(found)))
    }

    fn listed(&self, KeyWithUse { key, last_used_at }: KeyWithUse) -> ListedApiKey {
        ListedApiKey {
            key: key.unverified().clone(),
            last_used_at,
            row_mac_error: self.authority.verify_row(key).err(),
        }
    }
}

#[cfg(test)]
mod tests {
    use pullkey_storage::MockApiKeyStore;

    use super::*;
    use crate::fixtures::{KeyParts, a_company, a_stored_key};

    #[tokio::test]
    async fn a_forged_key_is_listed_and_found_as_such() {
        let mut store = MockApiKeyStore::new();
        store.expect_list().returning(|_, _| {
            Ok(Page {
                items: vec![a_stored_key()],
                total: 1,
            })
        });
        store
            .expect_find()
            .returning(|_, _| Ok(Some(a_stored_key())));
        let parts = KeyParts::on(store).refusing(RowMacError::Forged);
        let api_keys = parts.api_keys().await;

        let page = PageRequest {
            limit: 10,
            offset: 0,
        };
        let listed = api_keys.list(a_company().id(), page).await.unwrap();
        let id = listed.items[0].key.id();
        let found = api_keys.find(a_company().id(), id).await.unwrap();

        assert_eq!(listed.items[0].row_mac_error, Some(RowMacError::Forged));
        assert_eq!(found.as_ref(), listed.items.first());
    }
}
