use pullkey_domain::{
    company::Company,
    credential::{
        Credential, CredentialEdit, CredentialName, Edit, EditRefusal, RegistryProvider,
        RegistrySecret, RegistryUsername, Resealing, SealedSecret,
    },
    id::CredentialId,
};
use pullkey_storage::ChangeError;

use super::{
    Credentials, OpenCredentialError,
    change::{ATTEMPTS, ChangeCredentialError, Precondition},
};
use crate::By;

/// Change these of a credential. What is `None` stays.
#[derive(Default)]
pub struct EditCredential {
    /// What people call it.
    pub name: Option<CredentialName>,
    /// Whose registry it is for.
    pub provider: Option<RegistryProvider>,
    /// Who logs in there.
    pub username: Option<RegistryUsername>,
    /// What they log in with.
    pub secret: Option<RegistrySecret>,
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
    /// The stored secret had to be sealed anew and did not open.
    #[error(transparent)]
    Open(#[from] OpenCredentialError),
}

impl Credentials {
    /// Changes a credential, and stores the event that tells of it. Its secret is sealed anew if that is what it is
    /// bound to. An edit by others that comes between is never lost: this one starts over on top of it.
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
        for _ in 0..ATTEMPTS {
            let credential = self.find_for_change(company.id(), id, precondition).await?;
            let change = match credential.clone().edit(command.columns())? {
                Edit::Nothing(same) => return Ok(same),
                Edit::Columns(edited) => edited.finish(self.surroundings.act(by.clone())),
                Edit::Seal(resealing) => {
                    let given = command.secret.as_ref();
                    let sealed = self
                        .reseal(given, company, by.clone(), &credential, &resealing)
                        .await?;
                    resealing.finish(sealed, self.surroundings.act(by.clone()))
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

    /// Seals the given secret, or else the one that the credential has, for what it becomes.
    async fn reseal(
        &self,
        given: Option<&RegistrySecret>,
        company: &Company,
        by: By,
        credential: &Credential,
        resealing: &Resealing,
    ) -> Result<SealedSecret, OpenCredentialError> {
        let kept;
        let secret = if let Some(given) = given {
            given
        } else {
            kept = self.open(company, by, credential).await?;
            &kept
        };
        let binding = resealing.binding();
        Ok(self.cipher.seal(secret, company.salt(), &binding))
    }
}

impl EditCredential {
    fn columns(&self) -> CredentialEdit {
        CredentialEdit {
            name: self.name.clone(),
            provider: self.provider,
            username: self.username.clone(),
            secret_given: self.secret.is_some(),
            ..CredentialEdit::default()
        }
    }
}

#[cfg(test)]
mod tests;
