use pullkey_domain::{
    company::Company,
    credential::{
        Credential, CredentialName, NewCredential, RegistryProvider, RegistrySecret,
        RegistryUsername,
    },
    id::CredentialId,
};
use pullkey_storage::InsertError;

use super::Credentials;
use crate::By;

/// Keep this login for a company.
pub struct CreateCredential {
    /// What people call it.
    pub name: CredentialName,
    /// Whose registry it is for.
    pub provider: RegistryProvider,
    /// Who logs in there.
    pub username: RegistryUsername,
    /// What they log in with.
    pub secret: RegistrySecret,
}

impl Credentials {
    /// Seals the secret, and stores the credential with the event that tells of it.
    ///
    /// # Errors
    /// [`InsertError`] if it was not stored, or may not have been.
    pub async fn create(
        &self,
        company: &Company,
        by: By,
        command: CreateCredential,
    ) -> Result<Credential, InsertError> {
        let new = NewCredential {
            id: CredentialId::from_uuid(self.surroundings.ids.next()),
            company: company.id(),
            name: command.name,
            provider: command.provider,
            username: command.username,
        };
        let sealed = self
            .cipher
            .seal(&command.secret, company.salt(), &new.binding());
        let created = new
            .create(sealed, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        self.store.insert(&created).await?;
        Ok(created.into_subject())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pullkey_cipher::{MockAuditSigner, MockSecretCipher};
    use pullkey_domain::{audit::Action, credential::SealedSecret};
    use pullkey_storage::{MockCredentialStore, StoreError};

    use super::*;
    use crate::fixtures::{a_company, by_an_operator, signature, surroundings};

    fn command() -> CreateCredential {
        CreateCredential {
            name: CredentialName::parse("My Docker Hub").unwrap(),
            provider: RegistryProvider::DockerHub,
            username: RegistryUsername::parse("my-docker-user").unwrap(),
            secret: RegistrySecret::parse("my-secret-token").unwrap(),
        }
    }

    fn sealing_cipher() -> MockSecretCipher {
        let mut cipher = MockSecretCipher::new();
        cipher
            .expect_seal()
            .withf(|secret, salt, binding| {
                secret.expose() == "my-secret-token"
                    && salt == a_company().salt()
                    && binding.company == a_company().id()
                    && binding.username.as_str() == "my-docker-user"
            })
            .times(1)
            .return_once(|_, _, _| SealedSecret::from_bytes(vec![1, 2, 3]));
        cipher
    }

    fn signer() -> MockAuditSigner {
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().times(1).returning(|_| signature());
        signer
    }

    #[tokio::test]
    async fn what_is_stored_is_sealed_for_its_own_row_and_signed() {
        let mut store = MockCredentialStore::new();
        store
            .expect_insert()
            .withf(|created| {
                let credential = created.subject();
                credential.sealed().as_bytes() == [1, 2, 3]
                    && credential.company() == a_company().id()
                    && created.event().action() == Action::CredentialCreate
                    && created.event().signature() == &signature()
            })
            .times(1)
            .returning(|_| Ok(()));
        let credentials = Credentials::new(
            Arc::new(store),
            Arc::new(sealing_cipher()),
            Arc::new(signer()),
            surroundings(),
        );

        let created = credentials
            .create(&a_company(), by_an_operator(), command())
            .await
            .unwrap();

        assert_eq!(created.name().as_str(), "My Docker Hub");
        assert_eq!(created.created_at(), surroundings().clock.now());
    }

    #[tokio::test]
    async fn what_the_store_says_is_passed_on() {
        let mut store = MockCredentialStore::new();
        store
            .expect_insert()
            .returning(|_| Err(StoreError::Unavailable("down".into()).into()));
        let credentials = Credentials::new(
            Arc::new(store),
            Arc::new(sealing_cipher()),
            Arc::new(signer()),
            surroundings(),
        );

        let refused = credentials
            .create(&a_company(), by_an_operator(), command())
            .await
            .unwrap_err();

        assert!(matches!(
            refused,
            InsertError::Store(StoreError::Unavailable(_))
        ));
    }
}
