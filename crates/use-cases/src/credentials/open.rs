use pullkey_cipher::{MissingKey, OpenError};
use pullkey_domain::{
    audit::Outcome,
    company::Company,
    credential::{Credential, RegistrySecret},
    ring_key::RingKeyKind,
};
use pullkey_storage::{InsertError, StoreError};

use super::Credentials;
use crate::{By, UnusableKey};

/// Why a credential's secret was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenCredentialError {
    /// Its sealed bytes, or what they are bound to, were altered. An event tells of it.
    #[error("the secret of a credential did not open")]
    Altered(#[source] OpenError),
    /// The same, but the event could not be stored.
    #[error("the secret of a credential did not open, and that could not be recorded: {failure}")]
    NotRecorded {
        /// How it failed.
        failure: OpenError,
        /// Why there is no event.
        source: StoreError,
    },
    /// This node's ring lacks the key that it was sealed under.
    #[error(transparent)]
    MissingKey(#[from] MissingKey),
    /// The company is gone.
    #[error("there is no such company any more")]
    CompanyGone,
}

impl Credentials {
    /// Opens a credential's secret as it is stored. What does not open leaves an event, before that is told.
    pub(crate) async fn open(
        &self,
        company: &Company,
        by: By,
        credential: &Credential,
    ) -> Result<RegistrySecret, OpenCredentialError> {
        let sealed = credential.sealed();
        let opened = self
            .cipher
            .open(sealed, company.salt(), &credential.binding());
        let error = match opened {
            Ok(secret) => return Ok(secret),
            Err(error) => error,
        };
        let outcome = match error {
            OpenError::Rejected => Outcome::Rejected,
            OpenError::Malformed => Outcome::Malformed,
            OpenError::UnknownKey(id) => {
                let judged = self.ring_ledger.judge(RingKeyKind::Secret, MissingKey(id));
                if let UnusableKey::Missing(missing) = judged.await {
                    return Err(missing.into());
                }
                Outcome::UnknownKey
            }
        };
        let failed = credential
            .open_failed(outcome, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        match self.store.record_use(&failed).await {
            Ok(()) => Err(OpenCredentialError::Altered(error)),
            // No use is decided by a key, but if one were, it would be gone like its company.
            Err(InsertError::CompanyGone | InsertError::AuthorityStale) => {
                Err(OpenCredentialError::CompanyGone)
            }
            Err(InsertError::Store(source)) => {
                let failure = error;
                Err(OpenCredentialError::NotRecorded { failure, source })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pullkey_cipher::MockSecretCipher;
    use pullkey_domain::{audit::Action, ring_key::RingKeyId};
    use pullkey_storage::MockCredentialStore;

    use super::*;
    use crate::fixtures::{LACKING, Parts, a_company, a_credential, by_an_operator};

    fn refusing(error: OpenError) -> MockSecretCipher {
        let mut cipher = MockSecretCipher::new();
        cipher
            .expect_open()
            .withf(|sealed, salt, binding| {
                sealed == a_credential().sealed()
                    && salt == a_company().salt()
                    && *binding == a_credential().binding()
            })
            .returning(move |_, _, _| Err(error));
        cipher
    }

    async fn opened(store: MockCredentialStore, error: OpenError) -> OpenCredentialError {
        let parts = Parts::on(store).signing().sealing_by(refusing(error));
        let credentials = parts.credentials().await;
        let (company, credential) = (a_company(), a_credential());
        let opened = credentials.open(&company, by_an_operator(), &credential);
        opened.await.err().unwrap()
    }

    #[tokio::test]
    async fn altered_bytes_leave_an_event_that_says_how_they_failed() {
        for (error, outcome) in [
            (OpenError::Rejected, Outcome::Rejected),
            (OpenError::Malformed, Outcome::Malformed),
            (
                OpenError::UnknownKey(RingKeyId::new(99)),
                Outcome::UnknownKey,
            ),
        ] {
            let mut store = MockCredentialStore::new();
            store
                .expect_record_use()
                .withf(move |used| {
                    used.event().action() == Action::CredentialOpenFailed
                        && used.event().outcome() == outcome
                })
                .times(1)
                .returning(|_| Ok(()));
            let refused = opened(store, error).await;
            assert!(matches!(refused, OpenCredentialError::Altered(told) if told == error));
        }
    }

    #[tokio::test]
    async fn a_key_that_another_node_may_have_is_no_sign_of_tampering() {
        let error = OpenError::UnknownKey(LACKING);
        let refused = opened(MockCredentialStore::new(), error).await;
        assert!(matches!(
            refused,
            OpenCredentialError::MissingKey(MissingKey(LACKING))
        ));
    }

    #[tokio::test]
    async fn a_failure_that_could_not_be_recorded_is_not_told_as_one() {
        let mut store = MockCredentialStore::new();
        store
            .expect_record_use()
            .returning(|_| Err(StoreError::Unavailable("down".into()).into()));
        let refused = opened(store, OpenError::Rejected).await;
        assert!(matches!(
            refused,
            OpenCredentialError::NotRecorded {
                failure: OpenError::Rejected,
                source: StoreError::Unavailable(_),
            }
        ));
    }
}
