use pullkey_domain::{
    api_key::{ApiKey, ApiKeyName, ApiKeyToken, Capabilities, ExpiryInPast, NewApiKey},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::InsertError;

use super::ApiKeys;
use crate::By;

/// Let a service in.
#[derive(Debug)]
pub struct CreateApiKey {
    /// What people call it.
    pub name: ApiKeyName,
    /// What it may do.
    pub capabilities: Capabilities,
    /// When it ends; never, if `None`.
    pub expires_at: Option<Timestamp>,
}

/// A new key with its token, which is shown this once.
pub struct IssuedApiKey {
    /// The key.
    pub key: ApiKey,
    /// The token.
    pub token: ApiKeyToken,
}

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiKeyError {
    /// It would have ended already.
    #[error(transparent)]
    ExpiryInPast(#[from] ExpiryInPast),
    /// It was not stored, or may not have been.
    #[error(transparent)]
    Insert(#[from] InsertError),
}

impl ApiKeys {
    /// Makes a key with a new token.
    ///
    /// # Errors
    /// As [`issue`](Self::issue).
    pub async fn create(
        &self,
        company: CompanyId,
        by: By,
        command: CreateApiKey,
    ) -> Result<IssuedApiKey, CreateApiKeyError> {
        let token = self.draw_token();
        let key = self.issue(company, by, &token, command).await?;
        Ok(IssuedApiKey { key, token })
    }

    /// Makes a token that no key has yet: for callers that must put it away before the key exists.
    pub fn draw_token(&self) -> ApiKeyToken {
        ApiKeyToken::generate(|bytes| self.surroundings.entropy.fill(bytes))
    }

    /// Makes a key that this token opens.
    ///
    /// # Errors
    /// [`CreateApiKeyError`] if its end is past, the company does not exist, or the store fails.
    pub async fn issue(
        &self,
        company: CompanyId,
        by: By,
        token: &ApiKeyToken,
        command: CreateApiKey,
    ) -> Result<ApiKey, CreateApiKeyError> {
        let new = NewApiKey {
            id: ApiKeyId::from_uuid(self.surroundings.ids.next()),
            company,
            handle: token.handle(),
            name: command.name,
            capabilities: command.capabilities,
            expires_at: command.expires_at,
        };
        let created = new
            .issue(self.authority.verifier(token), self.surroundings.act(by))?
            .sign_row(|key| self.authority.row_mac(key))
            .sign(|event| self.signer.sign(event));
        self.store.insert(&created).await?;
        Ok(created.into_subject().into_unverified())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pullkey_cipher::{MockApiKeyAuthority, MockAuditSigner};
    use pullkey_domain::{api_key::Verifier, audit::Action, ring_key::RingKeyId};
    use pullkey_storage::MockApiKeyStore;

    use super::*;
    use crate::fixtures::{a_company, a_row_mac, by_an_operator, signature, surroundings};

    fn api_keys(store: MockApiKeyStore) -> ApiKeys {
        let mut authority = MockApiKeyAuthority::new();
        authority
            .expect_verifier()
            .returning(|_| Verifier::current(RingKeyId::new(4), [8; 32]));
        authority.expect_row_mac().returning(|_| a_row_mac());
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().returning(|_| signature());
        ApiKeys::new(
            Arc::new(store),
            Arc::new(authority),
            Arc::new(signer),
            surroundings(),
        )
    }

    fn command(expires_at: Option<Timestamp>) -> CreateApiKey {
        CreateApiKey {
            name: ApiKeyName::parse("deployments").unwrap(),
            capabilities: Capabilities::all(),
            expires_at,
        }
    }

    #[tokio::test]
    async fn the_stored_key_has_a_verifier_and_a_row_mac_but_no_token() {
        let mut store = MockApiKeyStore::new();
        store
            .expect_insert()
            .withf(|created| {
                let sealed = created.subject();
                sealed.mac() == &a_row_mac()
                    && sealed.unverified().verifier().mac() == &[8; 32]
                    && created.event().action() == Action::ApiKeyCreate
            })
            .times(1)
            .returning(|_| Ok(()));

        let issued = api_keys(store)
            .create(a_company().id(), by_an_operator(), command(None))
            .await
            .unwrap();

        assert_eq!(issued.key.handle(), &issued.token.handle());
    }

    #[tokio::test]
    async fn a_key_that_would_have_ended_is_refused_before_the_store_is_asked() {
        let refused = api_keys(MockApiKeyStore::new())
            .create(
                a_company().id(),
                by_an_operator(),
                command(Some(surroundings().clock.now())),
            )
            .await;
        assert!(matches!(refused, Err(CreateApiKeyError::ExpiryInPast(_))));
    }

    #[tokio::test]
    async fn a_company_that_is_gone_is_told() {
        let mut store = MockApiKeyStore::new();
        store
            .expect_insert()
            .returning(|_| Err(InsertError::CompanyGone));
        let refused = api_keys(store)
            .create(a_company().id(), by_an_operator(), command(None))
            .await;
        assert!(matches!(
            refused,
            Err(CreateApiKeyError::Insert(InsertError::CompanyGone))
        ));
    }
}
