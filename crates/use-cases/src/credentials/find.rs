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
    use std::sync::Arc;

    use pullkey_cipher::{MockAuditSigner, MockSecretCipher};
    use pullkey_storage::MockCredentialStore;

    use super::*;
    use crate::fixtures::{a_company, a_credential, surroundings};

    fn credentials(answer: Option<Credential>) -> Credentials {
        let mut store = MockCredentialStore::new();
        store
            .expect_find()
            .withf(|company, id| *company == a_company().id() && *id == a_credential().id())
            .times(1)
            .return_once(|_, _| Ok(answer));
        Credentials::new(
            Arc::new(store),
            Arc::new(MockSecretCipher::new()),
            Arc::new(MockAuditSigner::new()),
            surroundings(),
        )
    }

    #[tokio::test]
    async fn a_credential_of_the_company_is_found() {
        let found = credentials(Some(a_credential()))
            .find(a_company().id(), a_credential().id())
            .await;
        assert_eq!(found.unwrap(), a_credential());
    }

    #[tokio::test]
    async fn absence_is_told_as_such() {
        let found = credentials(None)
            .find(a_company().id(), a_credential().id())
            .await;
        assert!(matches!(found, Err(FindCredentialError::NotFound)));
    }
}
