use pullkey_domain::id::{ApiKeyId, CompanyId};
use pullkey_storage::{ChangeError, StoreError};

use super::ApiKeys;
use crate::By;

/// Why a key was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeApiKeyError {
    /// This company has no such key, or no longer.
    #[error("this company has no such API key")]
    NotFound,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiKeys {
    /// Removes a key. One that was tampered with is removed as well.
    ///
    /// # Errors
    /// [`RevokeApiKeyError::NotFound`] if the company has no such key.
    pub async fn revoke(
        &self,
        company: CompanyId,
        id: ApiKeyId,
        by: By,
    ) -> Result<(), RevokeApiKeyError> {
        // A change that comes between makes the version stale. The key must go all the same.
        loop {
            let Some(sealed) = self.store.find(company, id).await? else {
                return Err(RevokeApiKeyError::NotFound);
            };
            let deleted = sealed
                .into_unverified()
                .delete(self.surroundings.act(by.clone()))
                .sign(|event| self.signer.sign(event));
            match self.store.delete(&deleted).await {
                Ok(()) => return Ok(()),
                Err(ChangeError::Stale) => {}
                Err(ChangeError::Store(error)) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use mockall::Sequence;
    use pullkey_cipher::{MockApiKeyAuthority, MockAuditSigner};
    use pullkey_domain::audit::Action;
    use pullkey_storage::MockApiKeyStore;

    use super::*;
    use crate::fixtures::{a_company, a_signed_key, by_an_operator, signature, surroundings};

    fn api_keys(store: MockApiKeyStore) -> ApiKeys {
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().returning(|_| signature());
        ApiKeys::new(
            Arc::new(store),
            Arc::new(MockApiKeyAuthority::new()),
            Arc::new(signer),
            surroundings(),
        )
    }

    #[tokio::test]
    async fn a_key_that_changes_meanwhile_goes_all_the_same() {
        let mut store = MockApiKeyStore::new();
        let mut order = Sequence::new();
        store
            .expect_find()
            .returning(|_, _| Ok(Some(a_signed_key())));
        store
            .expect_delete()
            .times(1)
            .in_sequence(&mut order)
            .returning(|_| Err(ChangeError::Stale));
        store
            .expect_delete()
            .withf(|deleted| deleted.event().action() == Action::ApiKeyDelete)
            .times(1)
            .in_sequence(&mut order)
            .returning(|_| Ok(()));

        let id = a_signed_key().unverified().id();
        let revoked = api_keys(store)
            .revoke(a_company().id(), id, by_an_operator())
            .await;

        assert!(revoked.is_ok());
    }

    #[tokio::test]
    async fn a_revocation_that_may_have_been_stored_does_not_start_over() {
        let mut store = MockApiKeyStore::new();
        store
            .expect_find()
            .returning(|_, _| Ok(Some(a_signed_key())));
        store
            .expect_delete()
            .times(1)
            .returning(|_| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
        let id = a_signed_key().unverified().id();
        let unknown = api_keys(store)
            .revoke(a_company().id(), id, by_an_operator())
            .await;
        assert!(matches!(
            unknown,
            Err(RevokeApiKeyError::Store(StoreError::OutcomeUnknown(_)))
        ));
    }

    #[tokio::test]
    async fn a_key_that_is_not_there_is_told() {
        let mut store = MockApiKeyStore::new();
        store.expect_find().returning(|_, _| Ok(None));
        let id = a_signed_key().unverified().id();
        let revoked = api_keys(store)
            .revoke(a_company().id(), id, by_an_operator())
            .await;
        assert!(matches!(revoked, Err(RevokeApiKeyError::NotFound)));
    }
}
