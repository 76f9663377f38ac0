use pullkey_domain::{
    api_key::Reach,
    audit::Outcome,
    company::Company,
    credential::Credential,
    id::CredentialId,
    image::{InvalidImage, Repository},
};
use pullkey_registry::{Extent, Fetched, Obstacle, Part, Pull, PullError, Unfit};
use pullkey_storage::{Deadline, InsertError, StoreError};

use super::{Credentials, OpenCredentialError};
use crate::By;

/// What somebody wants to pull, and with which credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullImage {
    /// From where.
    pub from: PullFrom,
    /// What.
    pub part: Part,
    /// How much of it.
    pub extent: Extent,
}

impl PullImage {
    /// Whether an event tells of it: an image is pulled by its manifest. All else follows from that, or only looks.
    pub fn is_recorded(&self) -> bool {
        matches!(self.part, Part::Manifest { .. }) && self.extent == Extent::Content
    }
}

/// Which repository of which registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullFrom {
    /// This one, with the credential that serves it.
    Repository(Repository),
    /// The one of this path, at the registry of a credential.
    Credential {
        /// That credential.
        id: CredentialId,
        /// The path.
        path: Box<str>,
    },
}

/// Why nothing was pulled.
#[derive(Debug, thiserror::Error)]
pub enum PullImageError {
    /// There is no credential to pull it with, or none that may be used. Which of them is not told.
    #[error("there is no credential to pull this with")]
    NoCredential,
    /// The path is none of a repository.
    #[error(transparent)]
    Name(#[from] InvalidImage),
    /// The registry, or the way to it, was in the way.
    #[error(transparent)]
    Pull(#[from] PullError),
    /// The credential's secret did not open.
    #[error(transparent)]
    Open(#[from] OpenCredentialError),
    /// What came of it could not be recorded, so it is not passed on either.
    #[error(transparent)]
    Record(#[from] InsertError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Credentials {
    /// Pulls a part of an image for somebody, logged in with a credential within `reach`, which they never see. What came of
    /// a manifest that was asked for is recorded before anybody gets it.
    ///
    /// # Errors
    /// [`PullImageError`] if there is nothing to pass on.
    pub async fn pull(
        &self,
        company: &Company,
        by: By,
        reach: &Reach,
        asked: PullImage,
    ) -> Result<Fetched, PullImageError> {
        let is_recorded = asked.is_recorded();
        let (credential, repository) = self.find_for_pull(company, reach, asked.from).await?;
        let pull = Pull {
            binding: credential.binding(),
            secret: self.open(company, by.clone(), &credential).await?,
            repository: repository.path().clone(),
            part: asked.part,
            extent: asked.extent,
        };
        let began = self.surroundings.clock.elapsed();
        let fetched = self.registries.images.fetch(&pull).await;
        let took = self.surroundings.clock.elapsed().saturating_sub(began);
        Deadline::postpone(took);
        let outcome = match &fetched {
            Ok(_) => Some(Outcome::Succeeded),
            Err(error) => error.outcome(),
        };
        if let Some(outcome) = outcome {
            self.note_use(&credential);
            if is_recorded {
                self.record_pull(&credential, outcome, by).await?;
            }
        }
        Ok(fetched?)
    }

    /// The credential that serves a repository, for whoever may know of it: `reach` is that of whoever asks.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn resolve(
        &self,
        company: &Company,
        reach: &Reach,
        repository: &Repository,
    ) -> Result<Option<Credential>, StoreError> {
        self.store
            .find_serving(company.id(), reach, repository)
            .await
    }

    async fn find_for_pull(
        &self,
        company: &Company,
        reach: &Reach,
        from: PullFrom,
    ) -> Result<(Credential, Repository), PullImageError> {
        match from {
            PullFrom::Repository(repository) => {
                let found = self.resolve(company, reach, &repository).await?;
                let credential = found.ok_or(PullImageError::NoCredential)?;
                Ok((credential, repository))
            }
            PullFrom::Credential { id, path } => {
                if !reach.includes(id) {
                    return Err(PullImageError::NoCredential);
                }
                let found = self.store.find(company.id(), id).await?;
                let credential = found.ok_or(PullImageError::NoCredential)?;
                let registry = credential.place().registry();
                let no_host = PullError::from(Obstacle::Unsupported(Unfit::NoHost));
                let repository = Repository::of(registry.ok_or(no_host)?, &path)?;
                Ok((credential, repository))
            }
        }
    }

    async fn record_pull(
        &self,
        credential: &Credential,
        outcome: Outcome,
        by: By,
    ) -> Result<(), InsertError> {
        let pulled = credential
            .pulled(outcome, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        self.store.record_use(&pulled).await
    }
}

#[cfg(test)]
mod tests;
