use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_storage::ChangeError;

use super::{
    Credentials,
    change::{ATTEMPTS, ChangeCredentialError, Precondition},
};
use crate::By;

impl Credentials {
    /// Removes a credential, and stores the event that tells of it.
    ///
    /// # Errors
    /// [`ChangeCredentialError`] if it was not removed, or may not have been.
    pub async fn delete(
        &self,
        company: CompanyId,
        by: By,
        id: CredentialId,
        precondition: &Precondition,
    ) -> Result<(), ChangeCredentialError> {
        for _ in 0..ATTEMPTS {
            let credential = self.find_for_change(company, id, precondition).await?;
            let deleted = credential
                .delete(self.surroundings.act(by.clone()))
                .sign(|event| self.signer.sign(event));
            match self.store.delete(&deleted).await {
                Ok(()) => return Ok(()),
                Err(ChangeError::Stale) => {}
                Err(ChangeError::Store(error)) => return Err(error.into()),
            }
        }
        Err(ChangeCredentialError::Conflict)
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::{audit::Action, version::RowVersion};
    use pullkey_storage::{MockCredentialStore, StoreError};

    use super::*;
    use crate::fixtures::{Parts, a_company, a_credential, by_an_operator};

    async fn deleted(
        store: MockCredentialStore,
        precondition: Precondition,
    ) -> Result<(), ChangeCredentialError> {
        let credentials = Parts::on(store).signing().credentials().await;
        let (company, id) = (a_company().id(), a_credential().id());
        credentials
            .delete(company, by_an_operator(), id, &precondition)
            .await
    }

    fn holding() -> MockCredentialStore {
        let mut store = MockCredentialStore::new();
        store
            .expect_find()
            .returning(|_, _| Ok(Some(a_credential())));
        store
    }

    #[tokio::test]
    async fn what_is_removed_is_the_version_that_was_read() {
        let mut store = holding();
        store
            .expect_delete()
            .withf(|deleted| {
                deleted.subject().version == a_credential().version()
                    && deleted.event().action() == Action::CredentialDelete
            })
            .times(1)
            .returning(|_| Ok(()));
        deleted(store, Precondition::Nothing).await.unwrap();
    }

    #[tokio::test]
    async fn another_version_than_the_asked_one_stays() {
        let asked = Precondition::Version(vec![RowVersion::FIRST.next()]);
        let refused = deleted(holding(), asked).await;
        assert!(matches!(
            refused,
            Err(ChangeCredentialError::PreconditionFailed)
        ));
    }

    #[tokio::test]
    async fn a_credential_that_is_not_there_is_told_before_the_precondition() {
        let mut store = MockCredentialStore::new();
        store.expect_find().returning(|_, _| Ok(None));
        let refused = deleted(store, Precondition::Version(vec![])).await;
        assert!(matches!(refused, Err(ChangeCredentialError::NotFound)));
    }

    #[tokio::test]
    async fn a_deletion_that_may_have_been_stored_does_not_start_over() {
        let mut store = holding();
        store
            .expect_delete()
            .times(1)
            .returning(|_| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
        let unknown = deleted(store, Precondition::Nothing).await;
        assert!(matches!(
            unknown,
            Err(ChangeCredentialError::Store(StoreError::OutcomeUnknown(_)))
        ));
    }

    #[tokio::test]
    async fn a_credential_that_others_change_each_time_is_given_up_after_four_attempts() {
        let mut store = holding();
        store
            .expect_delete()
            .times(4)
            .returning(|_| Err(ChangeError::Stale));
        let refused = deleted(store, Precondition::Nothing).await;
        assert!(matches!(refused, Err(ChangeCredentialError::Conflict)));
    }
}
