use pullkey_domain::{
    credential::Credential,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::StoreError;

use super::Credentials;

/// Why a credential was not found.
#[derive(Debug, thiserror::Error)]
pub enum FindCredentialError {
    /// This company has no such credential. Whether another one has is not told.
    #[error("this company has no such credential")]
    NotFound,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Credentials {
    /// Finds a credential of a company.
    ///
    /// # Errors
    /// [`FindCredentialError::NotFound`] if the company has no such credential.
    pub async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Credential, FindCredentialError> {
        self.store
            .find(company, id)
            .await?
            .ok_or(FindCredentialError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use pullkey_storage::MockCredentialStore;

    use super::*;
    use crate::fixtures::{Parts, a_company, a_credential};

    async fn found(answer: Option<Credential>) -> Result<Credential, FindCredentialError> {
        let mut store = MockCredentialStore::new();
        store
            .expect_find()
            .withf(|company, id| *company == a_company().id() && *id == a_credential().id())
            .times(1)
            .return_once(|_, _| Ok(answer));
        let credentials = Parts::on(store).credentials().await;
        let (company, id) = (a_company().id(), a_credential().id());
        credentials.find(company, id).await
    }

    #[tokio::test]
    async fn a_credential_of_the_company_is_found() {
        let credential = found(Some(a_credential())).await.unwrap();
        assert_eq!(credential, a_credential());
    }

    #[tokio::test]
    async fn absence_is_told_as_such() {
        let refused = found(None).await;
        assert!(matches!(refused, Err(FindCredentialError::NotFound)));
    }
}
