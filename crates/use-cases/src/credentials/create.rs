use std::iter;

use pullkey_domain::{
    company::Company,
    credential::{
        Credential, CredentialName, LoginKind, NewCredential, RegistryPlace, RegistryProvider,
        RegistrySecret, RegistryUsername,
    },
    encoding::secret_parts,
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, KeptAnswer},
};
use pullkey_storage::{InsertError, Inserted, StoreError};
use zeroize::Zeroizing;

use super::Credentials;
use crate::{By, RepeatError};

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
    Replayed(KeptAnswer),
}

/// Why a credential was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateCredentialError {
    /// An attempt of this name was made before, and this is no repeat of it.
    #[error(transparent)]
    Repeat(#[from] RepeatError),
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
        let attempt = attempt.map(|attempt| (attempt, command.payload(company.id())));
        let new = NewCredential {
            id: CredentialId::from_uuid(self.surroundings.ids.next()),
            company: company.id(),
            name: command.name,
            place: RegistryPlace::of_provider(command.provider.unwrap_or_default()),
            login: LoginKind::Password,
            username: command.username,
        };
        let binding = new.binding();
        let sealed = self.cipher.seal(&command.secret, company.salt(), &binding);
        let created = new
            .create(sealed, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        let Some((attempt, payload)) = attempt else {
            return match self.store.insert(&created, None).await? {
                Inserted::Stored => Ok(CreatedCredential::New(created.into_subject())),
                Inserted::Remembered(_) => Err(unclaimed().into()),
            };
        };
        let (answer, now) = ((attempt.answer)(created.subject()), created.event().at());
        let claim = self.attempts.claim(attempt.key, &payload, answer, now);
        match self.store.insert(&created, Some(claim)).await? {
            Inserted::Stored => Ok(CreatedCredential::New(created.into_subject())),
            Inserted::Remembered(earlier) => {
                let answer = self.attempts.replay(earlier, &payload).await?;
                Ok(CreatedCredential::Replayed(answer))
            }
        }
    }
}

fn unclaimed() -> InsertError {
    StoreError::Unexpected("the store remembers what nobody claimed".into()).into()
}

impl CreateCredential {
    /// What was sent: each given member behind its name, so that members which may come one day make no other payload of
    /// what has none of them.
    fn payload(&self, company: CompanyId) -> Zeroizing<Vec<u8>> {
        let provider = self.provider.map(RegistryProvider::as_str);
        let members = [
            ("name", Some(self.name.as_str())),
            ("username", Some(self.username.as_str())),
            ("secret", Some(self.secret.expose())),
            ("registry", provider),
        ];
        let given = members
            .into_iter()
            .filter_map(|(name, value)| Some([name.as_bytes(), value?.as_bytes()]));
        let company = company.as_bytes().as_slice();
        let parts: Vec<_> = iter::once(company).chain(given.flatten()).collect();
        secret_parts("pullkey/create-credential", &parts)
    }
}

#[cfg(test)]
mod tests;
