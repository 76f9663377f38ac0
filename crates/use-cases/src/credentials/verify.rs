use pullkey_domain::{
    company::Company,
    credential::{Credential, RegistryHost, Verification},
    id::CredentialId,
    image::ImageReference,
};
use pullkey_registry::LoginAttempt;
use pullkey_storage::InsertError;

use super::{
    Credentials, FindCredentialError, OpenCredentialError,
    login_trial::{TriedLogin, TryLoginError},
};
use crate::By;

/// Why a login was not tried, or nobody is told what came of it.
#[derive(Debug, thiserror::Error)]
pub enum VerifyCredentialError {
    /// There is no such credential, or none can be found.
    #[error(transparent)]
    Find(#[from] FindCredentialError),
    /// The image is of another registry than the credential.
    #[error("must be an image of {registry}, which the credential is for")]
    ImageElsewhere {
        /// The registry that the credential is for.
        registry: RegistryHost,
    },
    /// It cannot be tried, or not now.
    #[error(transparent)]
    Trial(#[from] TryLoginError),
    /// Its secret did not open.
    #[error(transparent)]
    Open(#[from] OpenCredentialError),
    /// What came of it could not be recorded, so it is not told either.
    #[error(transparent)]
    Record(#[from] InsertError),
}

impl Credentials {
    /// Tries a credential's login at its registry, for this image if one is named, and records what came of it before
    /// anybody is told.
    ///
    /// # Errors
    /// [`VerifyCredentialError`] if it was not tried, or that could not be recorded.
    pub async fn verify(
        &self,
        company: &Company,
        by: By,
        id: CredentialId,
        image: Option<ImageReference>,
    ) -> Result<TriedLogin, VerifyCredentialError> {
        let credential = self.find(company.id(), id).await?;
        let registry = credential.place().registry();
        if let (Some(registry), Some(image)) = (registry, &image)
            && *image.registry() != registry
        {
            return Err(VerifyCredentialError::ImageElsewhere { registry });
        }
        self.admit_trial(company.id(), credential.place())?;
        let attempt = LoginAttempt {
            place: credential.place().clone(),
            kind: credential.login(),
            username: credential.username().clone(),
            secret: self.open(company, by.clone(), &credential).await?,
            image,
        };
        let tried = self.try_login(&attempt).await;
        self.record_trial(&credential, tried.verification, by)
            .await?;
        Ok(tried)
    }

    /// Keeps what came of a credential's login, with the event that tells of it.
    pub(super) async fn record_trial(
        &self,
        credential: &Credential,
        tried: Verification,
        by: By,
    ) -> Result<(), InsertError> {
        let act = self.surroundings.act_at(tried.at, by);
        let verified = credential
            .verified(tried.outcome, act)
            .sign(|event| self.signer.sign(event));
        self.store.record_verification(&verified).await
    }
}

#[cfg(test)]
mod tests;
