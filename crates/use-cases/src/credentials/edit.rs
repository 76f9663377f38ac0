use pullkey_domain::{
    company::Company,
    credential::{
        Credential, CredentialEdit, CredentialName, Edit, EditRefusal, LoginKind, NewLogin,
        PathPrefix, RegistryHost, RegistryProvider, RegistrySecret, RegistryUsername, Resealing,
        SealedSecret, SecretBinding, Verification,
    },
    id::CredentialId,
    version::SecretVersion,
};
use pullkey_registry::LoginAttempt;
use pullkey_storage::{ChangeError, InsertError};

use super::{
    Credentials, OpenCredentialError,
    change::{ATTEMPTS, ChangeCredentialError, Precondition},
    login_trial::{LoginRejected, TriedLogin, TryLoginError},
};
use crate::By;

/// Change these of a credential. What is `None` stays.
#[derive(Default)]
pub struct EditCredential {
    /// What people call it.
    pub name: Option<CredentialName>,
    /// Whose registry it is for.
    pub provider: Option<RegistryProvider>,
    /// Where that registry is; within it, `None` is where its provider is known to be.
    pub host: Option<Option<RegistryHost>>,
    /// Where logins are checked for it; within it, `None` is nowhere else.
    pub token_host: Option<Option<RegistryHost>>,
    /// With what the paths of the repositories begin that it is for; within it, `None` is for all.
    pub path_prefix: Option<Option<PathPrefix>>,
    /// Who logs in there.
    pub username: Option<RegistryUsername>,
    /// What they log in with.
    pub secret: Option<RegistrySecret>,
    /// What takes the place of all of the login. Neither a user name nor a secret comes beside it.
    pub login: Option<WholeLogin>,
    /// Whether to try the login, as it would become, before anything is stored.
    pub verify: bool,
}

/// All of a login.
pub struct WholeLogin {
    /// How it logs in.
    pub kind: LoginKind,
    /// Who logs in.
    pub username: RegistryUsername,
    /// What they log in with.
    pub secret: RegistrySecret,
}

/// Why a credential was not edited.
#[derive(Debug, thiserror::Error)]
pub enum EditCredentialError {
    /// It cannot be changed at all.
    #[error(transparent)]
    Change(#[from] ChangeCredentialError),
    /// It cannot become that, or not without its secret.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// Its login was to be tried, and cannot be, or not now.
    #[error(transparent)]
    Trial(#[from] TryLoginError),
    /// Its login was tried and refused.
    #[error(transparent)]
    Rejected(#[from] LoginRejected),
    /// The stored secret had to be sealed anew, or tried, and did not open.
    #[error(transparent)]
    Open(#[from] OpenCredentialError),
    /// The stored secret was tried, and that could not be recorded, so that what came of it is not told either.
    #[error(transparent)]
    Record(#[from] InsertError),
}

impl Credentials {
    /// Changes a credential, and stores the event that tells of it. Its secret is sealed anew if that is what it is
    /// bound to. An edit by others that comes between is never lost: this one starts over on top of it.
    ///
    /// Its login is tried before, if that is asked for, as it would become: then nothing is stored that the registry
    /// refuses.
    ///
    /// # Errors
    /// [`EditCredentialError`] if it was not changed, or may not have been.
    pub async fn edit(
        &self,
        company: &Company,
        by: By,
        id: CredentialId,
        command: EditCredential,
        precondition: &Precondition,
    ) -> Result<Credential, EditCredentialError> {
        let columns = command.columns();
        let mut login = EditedLogin::from(command);
        for _ in 0..ATTEMPTS {
            let credential = self.find_for_change(company.id(), id, precondition).await?;
            let edit = credential.clone().edit(columns.clone())?;
            let on = On {
                company,
                by: &by,
                credential: &credential,
            };
            let tried = self.try_edited(&mut login, &edit, on).await?;
            let change = match edit {
                // What came of it is recorded.
                Edit::Nothing(same) => return Ok(same.known_as(tried)),
                Edit::Columns(edited) => edited
                    .tried(tried)
                    .finish(self.surroundings.act(by.clone())),
                Edit::Seal(resealing) => {
                    let sealed = self.reseal(&login, &resealing, on).await?;
                    let act = self.surroundings.act(by.clone());
                    resealing.tried(tried).finish(sealed, act)
                }
            };
            let edited = change.sign(|event| self.signer.sign(event));
            match self.store.update(&edited).await {
                Ok(()) => return Ok(edited.into_subject().into_credential()),
                Err(ChangeError::Stale) => {}
                Err(ChangeError::Store(error)) => {
                    return Err(ChangeCredentialError::from(error).into());
                }
            }
        }
        Err(ChangeCredentialError::Conflict.into())
    }

    /// What comes of the login as the edit leaves it, if it is to be tried. It was, if it is what it was when the edit
    /// started over.
    async fn try_edited(
        &self,
        login: &mut EditedLogin,
        edit: &Edit,
        on: On<'_>,
    ) -> Result<Option<Verification>, EditCredentialError> {
        if !login.verify {
            return Ok(None);
        }
        let binding = edit.binding();
        let stored = on.credential.secret_version();
        let stored = login.secret.is_none().then_some(stored);
        if let Some(trial) = &login.trial
            && trial.binding == binding
            && trial.stored == stored
        {
            return Ok(Some(trial.verification));
        }
        self.admit_trial(on.company.id(), &binding.place)?;
        let tried = self.try_secret(login, &binding, on).await?;
        if stored.is_some() {
            self.tell_of_use(&binding, tried.verification, on).await?;
        }
        let verification = tried.unless_rejected(login.is_whole)?;
        login.trial = Some(Trial {
            binding,
            stored,
            verification,
        });
        Ok(Some(verification))
    }

    /// Tries the given secret, or else the one that the credential has, as what it becomes.
    async fn try_secret(
        &self,
        login: &mut EditedLogin,
        binding: &SecretBinding,
        on: On<'_>,
    ) -> Result<TriedLogin, OpenCredentialError> {
        let given = login.secret.take();
        let is_given = given.is_some();
        let secret = match given {
            Some(given) => given,
            None => self.open(on.company, on.by.clone(), on.credential).await?,
        };
        let attempt = LoginAttempt {
            place: binding.place.clone(),
            kind: binding.login,
            username: binding.username.clone(),
            secret,
            image: None,
        };
        let tried = self.try_login(&attempt).await;
        login.secret = is_given.then_some(attempt.secret);
        Ok(tried)
    }

    /// Tells that the stored secret was tried, before anybody hears what came of it. If that was the login as it is, it is
    /// known of the credential from then on, whatever becomes of the edit.
    async fn tell_of_use(
        &self,
        tried_as: &SecretBinding,
        tried: Verification,
        on: On<'_>,
    ) -> Result<(), InsertError> {
        let (credential, by) = (on.credential, on.by.clone());
        if *tried_as == credential.binding() {
            return self.record_trial(credential, tried, by).await;
        }
        let act = self.surroundings.act_at(tried.at, by);
        let used = credential
            .tried_otherwise(tried.outcome, act)
            .sign(|event| self.signer.sign(event));
        self.store.record_use(&used).await
    }

    /// Seals the given secret, or else the one that the credential has, for what it becomes.
    async fn reseal(
        &self,
        login: &EditedLogin,
        resealing: &Resealing,
        on: On<'_>,
    ) -> Result<SealedSecret, OpenCredentialError> {
        let kept;
        let secret = if let Some(given) = &login.secret {
            given
        } else {
            kept = self.open(on.company, on.by.clone(), on.credential).await?;
            &kept
        };
        let binding = resealing.binding();
        Ok(self.cipher.seal(secret, on.company.salt(), &binding))
    }
}

/// What is edited, and by whom.
#[derive(Clone, Copy)]
struct On<'a> {
    company: &'a Company,
    by: &'a By,
    credential: &'a Credential,
}

/// What an edit gives of the login besides its columns, and what is known of it by now.
struct EditedLogin {
    /// The secret, if one was given.
    secret: Option<RegistrySecret>,
    /// Whether it came as a whole.
    is_whole: bool,
    /// Whether it is to be tried.
    verify: bool,
    /// What was tried of it, and what came of that.
    trial: Option<Trial>,
}

/// A login that was tried.
struct Trial {
    /// As what.
    binding: SecretBinding,
    /// Which version of the stored secret it was, if none was given.
    stored: Option<SecretVersion>,
    verification: Verification,
}

impl From<EditCredential> for EditedLogin {
    fn from(command: EditCredential) -> Self {
        let is_whole = command.login.is_some();
        let whole = command.login.map(|login| login.secret);
        Self {
            secret: whole.or(command.secret),
            is_whole,
            verify: command.verify,
            trial: None,
        }
    }
}

impl EditCredential {
    fn columns(&self) -> CredentialEdit {
        let login = self.login.as_ref().map(|login| NewLogin {
            kind: login.kind,
            username: login.username.clone(),
        });
        CredentialEdit {
            name: self.name.clone(),
            provider: self.provider,
            host: self.host.clone(),
            token_host: self.token_host.clone(),
            path_prefix: self.path_prefix.clone(),
            username: self.username.clone(),
            login,
            secret_given: self.secret.is_some(),
        }
    }
}

#[cfg(test)]
mod tests;
