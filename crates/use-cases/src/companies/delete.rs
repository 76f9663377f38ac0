use pullkey_domain::id::CompanyId;
use pullkey_storage::{ChangeError, StoreError};

use super::Companies;
use crate::By;

/// Why a company was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteCompanyError {
    /// There is no such company, or no longer.
    #[error("there is no such company")]
    NotFound,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Companies {
    /// Deletes a company for good: its salt is wiped, by which all of its secrets are lost, and its API keys let nobody in
    /// any more. What else it had goes [afterwards](crate::Upkeep::sweep).
    ///
    /// # Errors
    /// [`DeleteCompanyError::NotFound`] if there is no such company.
    pub async fn delete(&self, by: By, id: CompanyId) -> Result<(), DeleteCompanyError> {
        let company = self.store.find(id).await?;
        let company = company.ok_or(DeleteCompanyError::NotFound)?;
        let deleted = company
            .delete(self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        let stored = self.store.delete(&deleted).await;
        // Even if it failed: what is unknown may have happened.
        self.authentication.forget_everybody();
        stored.map_err(|error| match error {
            ChangeError::Stale => DeleteCompanyError::NotFound,
            ChangeError::Store(error) => error.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pullkey_cipher::MockAuditSigner;
    use pullkey_domain::audit::Action;
    use pullkey_storage::MockCompanyStore;

    use super::*;
    use crate::fixtures::{a_company, an_authentication, by_an_operator, signature, surroundings};

    async fn deleted(store: MockCompanyStore) -> Result<(), DeleteCompanyError> {
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().returning(|_| signature());
        let (store, signer) = (Arc::new(store), Arc::new(signer));
        let companies = Companies::new(store, signer, an_authentication(), surroundings());
        companies.delete(by_an_operator(), a_company().id()).await
    }

    fn holding() -> MockCompanyStore {
        let mut store = MockCompanyStore::new();
        store.expect_find().returning(|_| Ok(Some(a_company())));
        store
    }

    #[tokio::test]
    async fn the_deletion_is_told_with_its_moment() {
        let mut store = holding();
        store
            .expect_delete()
            .withf(|deleted| {
                deleted.event().action() == Action::CompanyDelete
                    && deleted.subject().deleted_at == deleted.event().at()
            })
            .times(1)
            .returning(|_| Ok(()));
        assert!(deleted(store).await.is_ok());
    }

    #[tokio::test]
    async fn its_keys_are_forgotten_also_when_it_may_not_have_been_deleted() {
        let mut store = holding();
        store
            .expect_delete()
            .returning(|_| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().returning(|_| signature());
        let (store, signer, let_in) = (Arc::new(store), Arc::new(signer), an_authentication());
        let companies = Companies::new(store, signer, let_in.clone(), surroundings());
        let unknown = companies.delete(by_an_operator(), a_company().id()).await;
        assert!(matches!(
            unknown,
            Err(DeleteCompanyError::Store(StoreError::OutcomeUnknown(_)))
        ));
        assert_eq!(let_in.forgotten(), 1);
    }

    #[tokio::test]
    async fn a_company_that_is_gone_is_told_whoever_deleted_it() {
        let mut absent = MockCompanyStore::new();
        absent.expect_find().returning(|_| Ok(None));
        let mut overtaken = holding();
        overtaken
            .expect_delete()
            .returning(|_| Err(ChangeError::Stale));
        for store in [absent, overtaken] {
            let refused = deleted(store).await;
            assert!(matches!(refused, Err(DeleteCompanyError::NotFound)));
        }
    }
}
