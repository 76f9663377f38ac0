use pullkey_cipher::RowMacError;
use pullkey_domain::{api_key::ApiKey, id::CompanyId};
use pullkey_storage::{Page, PageRequest, StoreError};

use super::ApiKeys;

/// A key as it stands in the store, and whether this service wrote it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedApiKey {
    /// The key. Show it; do not act on it if its row could not be verified.
    pub key: ApiKey,
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
        let items = items.into_iter().map(|sealed| ListedApiKey {
            key: sealed.unverified().clone(),
            row_mac_error: self.authority.verify_row(sealed).err(),
        });
        Ok(Page {
            items: items.collect(),
            total,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pullkey_cipher::{MockApiKeyAuthority, MockAuditSigner};
    use pullkey_storage::MockApiKeyStore;

    use super::*;
    use crate::fixtures::{a_company, a_signed_key, surroundings};

    #[tokio::test]
    async fn a_forged_key_is_listed_as_such() {
        let mut store = MockApiKeyStore::new();
        store.expect_list().returning(|_, _| {
            Ok(Page {
                items: vec![a_signed_key()],
                total: 1,
            })
        });
        let mut authority = MockApiKeyAuthority::new();
        authority
            .expect_verify_row()
            .returning(|_| Err(RowMacError::Forged));
        let api_keys = ApiKeys::new(
            Arc::new(store),
            Arc::new(authority),
            Arc::new(MockAuditSigner::new()),
            surroundings(),
        );

        let page = PageRequest {
            limit: 10,
            offset: 0,
        };
        let listed = api_keys.list(a_company().id(), page).await.unwrap();

        assert_eq!(listed.items[0].row_mac_error, Some(RowMacError::Forged));
    }
}
