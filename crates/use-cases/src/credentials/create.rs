use pullkey_domain::{
    company::Company,
    credential::{
        Credential, CredentialName, NewCredential, RegistryProvider, RegistrySecret,
        RegistryUsername,
    },
    encoding::secret_parts,
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord, KeptAnswer},
    ring_key::RingKeyKind,
};
use pullkey_storage::{InsertError, Inserted};
use zeroize::Zeroizing;

use super::Credentials;
use crate::{By, UnusableKey};

/// Keep this login for a company.
pub struct CreateCredential {
    /// What people call it.
    pub name: CredentialName,
    /// Whose registry it is for; Docker Hub's, if `None`.
    pub provider: Option<RegistryProvider>,
    /// Who logs in there.
    pub username: RegistryUsername,
    /// What they log in with.
    pub secret: RegistrySecret,
}

/// A name for this attempt, by which repeats of it are known.
pub struct Attempt {
    /// The name.
    pub key: IdempotencyKey,
    /// The answer to keep for repeats.
    pub answer: fn(&Credential) -> KeptAnswer,
}

/// What became of a create.
#[derive(Debug, PartialEq, Eq)]
pub enum CreatedCredential {
    /// It was made.
    New(Credential),
    /// An attempt of the same name and payload had made it before; this is its answer.
    Earlier(KeptAnswer),
}

/// Why a credential was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateCredentialError {
    /// An attempt of this name was made with another payload.
    #[error("this idempotency key was used with another payload")]
    KeyReused,
    /// Whether the payload is the same cannot be told: its fingerprint names a pepper that cannot be used.
    #[error("the pepper of a fingerprint cannot be used")]
    Pepper(#[from] UnusableKey),
    /// It was not stored, or may not have been.
    #[error(transparent)]
    Insert(#[from] InsertError),
}

impl Credentials {
    /// Seals the secret, and stores the credential with the event that tells of it and the name of the attempt, if it
    /// has one.
    ///
    /// # Errors
    /// [`CreateCredentialError`] if it was not stored, or may not have been.
    pub async fn create(
        &self,
        company: &Company,
        by: By,
        command: CreateCredential,
        attempt: Option<Attempt>,
    ) -> Result<CreatedCredential, CreateCredentialError> {
        // Made before the secret is gone, and only for whoever may repeat it.
        let payload = attempt.as_ref().map(|_| command.payload(company.id()));
        let new = NewCredential {
            id: CredentialId::from_uuid(self.surroundings.ids.next()),
            company: company.id(),
            name: command.name,
            provider: command.provider.unwrap_or_default(),
            username: command.username,
        };
        let binding = new.binding();
        let sealed = self.cipher.seal(&command.secret, company.salt(), &binding);
        let created = new
            .create(sealed, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        let claim = attempt.zip(payload.as_deref()).map(|(attempt, payload)| {
            IdempotencyRecord::new(
                attempt.key,
                self.fingerprints.fingerprint(payload),
                (attempt.answer)(created.subject()),
                created.event().at(),
            )
        });
        match self.store.insert(&created, claim).await? {
            Inserted::Stored => Ok(CreatedCredential::New(created.into_subject())),
            Inserted::Remembered(record) => self.repeat(record, payload.as_deref()),
        }
    }

    /// The answer of an earlier attempt, if it is the same.
    fn repeat(
        &self,
        earlier: IdempotencyRecord,
        payload: Option<&Vec<u8>>,
    ) -> Result<CreatedCredential, CreateCredentialError> {
        let payload = payload.map_or(&[][..], Vec::as_slice);
        match self.fingerprints.is_of(earlier.fingerprint(), payload) {
            Ok(true) => Ok(CreatedCredential::Earlier(earlier.into_answer())),
            Ok(false) => Err(CreateCredentialError::KeyReused),
            Err(missing) => Err(self.ring_ledger.judge(RingKeyKind::Pepper, missing).into()),
        }
    }
}

impl CreateCredential {
    /// What was sent, absent members told from given ones.
    fn payload(&self, company: CompanyId) -> Zeroizing<Vec<u8>> {
        secret_parts(
            "pullkey/create-credential",
            &[
                Some(company.as_bytes()),
                Some(self.name.as_str().as_bytes()),
                self.provider.map(|provider| provider.as_str().as_bytes()),
                Some(self.username.as_str().as_bytes()),
                Some(self.secret.expose().as_bytes()),
            ],
        )
    }
}

#[cfg(test)]
mod tests;
