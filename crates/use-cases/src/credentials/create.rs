use std::iter;

use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{
        Credential, CredentialName, InvalidPlace, LoginKind, NewCredential, PathPrefix,
        RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
        Verification,
    },
    encoding::secret_parts,
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, KeptAnswer},
};
use pullkey_registry::LoginAttempt;
use pullkey_storage::{InsertError, Inserted, StoreError};
use zeroize::Zeroizing;

use super::{
    Credentials,
    login_trial::{LoginRejected, TryLoginError},
};
use crate::{By, RepeatError};

/// Keep this login for a company.
pub struct CreateCredential {
    /// What people call it.
    pub name: CredentialName,
    /// Whose registry it is for; Docker Hub's, if `None`.
    pub provider: Option<RegistryProvider>,
    /// Where that registry is; where its provider is known to be, if `None`.
    pub host: Option<RegistryHost>,
    /// Where logins are checked for it, if elsewhere.
    pub token_host: Option<RegistryHost>,
    /// With what the paths of the repositories begin that it is for; for all, if `None`.
    pub path_prefix: Option<PathPrefix>,
    /// How it logs in, if that was said; by a password, if `None`.
    pub login: Option<LoginKind>,
    /// Who logs in there.
    pub username: RegistryUsername,
    /// What they log in with.
    pub secret: RegistrySecret,
    /// Whether to try the login before anything is stored.
    pub verify: bool,
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
    /// Its provider, host and token host do not go together.
    #[error(transparent)]
    Place(#[from] InvalidPlace),
    /// Its login was to be tried, and cannot be, or not now.
    #[error(transparent)]
    Trial(#[from] TryLoginError),
    /// Its login was tried and refused.
    #[error(transparent)]
    Rejected(#[from] LoginRejected),
    /// It was not stored, or may not have been.
    #[error(transparent)]
    Insert(#[from] InsertError),
}

impl Credentials {
    /// Seals the secret, and stores the credential with the event that tells of it and the name of the attempt, if it
    /// has one. Its login is tried before, if that is asked for: then nothing is stored that the registry refuses.
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
        let place = command.place()?;
        let (command, tried) = if command.verify {
            if let Some(earlier) = self.earlier(company.id(), attempt.as_ref()).await? {
                return Ok(CreatedCredential::Replayed(earlier));
            }
            match self.try_new(company.id(), command, &place).await {
                Ok((command, tried)) => (command, Some(tried)),
                // The first of two attempts may have ended while this one was under way.
                Err(refusal) => {
                    let earlier = self.earlier(company.id(), attempt.as_ref()).await?;
                    let earlier = earlier.ok_or(refusal)?;
                    return Ok(CreatedCredential::Replayed(earlier));
                }
            }
        } else {
            (command, None)
        };
        let new = NewCredential {
            id: CredentialId::from_uuid(self.surroundings.ids.next()),
            company: company.id(),
            name: command.name,
            place,
            path_prefix: command.path_prefix,
            login: command.login.unwrap_or(LoginKind::Password),
            username: command.username,
        };
        let binding = new.binding();
        let sealed = self.cipher.seal(&command.secret, company.salt(), &binding);
        let created = new
            .create_tried(tried, sealed, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        self.keep(created, attempt).await
    }

    /// Stores it, under the name of the attempt if that has one.
    async fn keep(
        &self,
        created: Recorded<Credential>,
        attempt: Option<(Attempt, Payload)>,
    ) -> Result<CreatedCredential, CreateCredentialError> {
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

    /// The answer of an earlier attempt of this name: asked before a login is tried, as a repeat tries nothing again.
    async fn earlier(
        &self,
        company: CompanyId,
        attempt: Option<&(Attempt, Payload)>,
    ) -> Result<Option<KeptAnswer>, RepeatError> {
        let Some((attempt, payload)) = attempt else {
            return Ok(None);
        };
        let now = self.surroundings.clock.now();
        match self.store.recall(company, &attempt.key, now).await? {
            Some(record) => self.attempts.replay(record, payload).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same command after its login was tried, and what came of that.
    async fn try_new(
        &self,
        company: CompanyId,
        command: CreateCredential,
        place: &RegistryPlace,
    ) -> Result<(CreateCredential, Verification), CreateCredentialError> {
        self.admit_trial(company, place)?;
        let login = LoginAttempt {
            place: place.clone(),
            kind: command.login.unwrap_or(LoginKind::Password),
            username: command.username.clone(),
            secret: command.secret,
            image: None,
        };
        let tried = self.try_login(&login).await;
        let verification = tried.unless_rejected(command.login.is_some())?;
        let secret = login.secret;
        Ok((CreateCredential { secret, ..command }, verification))
    }
}

/// What was sent, as it is told apart from what else was.
type Payload = Zeroizing<Vec<u8>>;

fn unclaimed() -> InsertError {
    StoreError::Unexpected("the store remembers what nobody claimed".into()).into()
}

impl CreateCredential {
    fn place(&self) -> Result<RegistryPlace, InvalidPlace> {
        let provider = self.provider.unwrap_or_default();
        RegistryPlace::of(provider, self.host.clone(), self.token_host.clone())
    }

    /// What was sent: each given member behind its name, so that members which may come one day make no other payload of
    /// what has none of them.
    fn payload(&self, company: CompanyId) -> Payload {
        let members = [
            ("name", Some(self.name.as_str())),
            ("username", Some(self.username.as_str())),
            ("secret", Some(self.secret.expose())),
            ("registry", self.provider.map(RegistryProvider::as_str)),
            ("host", self.host.as_ref().map(RegistryHost::as_str)),
            (
                "token_host",
                self.token_host.as_ref().map(RegistryHost::as_str),
            ),
            (
                "path_prefix",
                self.path_prefix.as_ref().map(PathPrefix::as_str),
            ),
            ("login", self.login.map(LoginKind::as_str)),
            ("verify", self.verify.then_some("true")),
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
