use pullkey_domain::{
    credential::Credential,
    id::{CompanyId, CredentialId},
    version::RowVersion,
};
use pullkey_storage::StoreError;

use super::Credentials;

/// What a caller asks of a credential before it is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing but that it is there.
    Nothing,
    /// That it is in one of these versions.
    Version(Vec<RowVersion>),
}

/// Why a credential was not changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCredentialError {
    /// This company has no such credential, or no longer.
    #[error("this company has no such credential")]
    NotFound,
    /// It is not in the version that the caller asked for.
    #[error("the credential is in another version")]
    PreconditionFailed,
    /// Others changed it each time in between.
    #[error("the credential was changed by others again and again")]
    Conflict,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried: it starts over three times when others come between.
pub(super) const ATTEMPTS: usize = 4;

impl Credentials {
    /// The credential to be changed, as it is now.
    pub(super) async fn find_for_change(
        &self,
        company: CompanyId,
        id: CredentialId,
        precondition: &Precondition,
    ) -> Result<Credential, ChangeCredentialError> {
        let found = self.store.find(company, id).await?;
        let credential = found.ok_or(ChangeCredentialError::NotFound)?;
        match precondition {
            Precondition::Version(asked) if !asked.contains(&credential.version()) => {
                Err(ChangeCredentialError::PreconditionFailed)
            }
            _ => Ok(credential),
        }
    }
}
