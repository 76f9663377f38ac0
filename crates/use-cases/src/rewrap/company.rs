use std::collections::BTreeSet;

use pullkey_cipher::MissingKey;
use pullkey_domain::{
    company::Company,
    credential::{Credential, RewrappedCredential},
    id::{AuditEventId, CompanyId, CredentialId},
};
use pullkey_storage::StoreError;

use super::{Rewrap, RewrapFailures};
use crate::{By, OpenCredentialError};

/// The company whose turn it is.
pub(super) struct CompanyTurn {
    pub(super) company: Company,
    /// Behind which its walk goes on.
    pub(super) after: Option<CredentialId>,
    /// How many that were sealed otherwise it came by.
    pub(super) came_by: u64,
    /// The event that tells of the whole run.
    pub(super) event: AuditEventId,
}

/// What became of some credentials.
#[derive(Default)]
pub(super) struct Resealed {
    pub(super) credentials: Vec<RewrappedCredential>,
    pub(super) failures: RewrapFailures,
    /// The company was deleted meanwhile.
    pub(super) is_gone: bool,
}

impl CompanyTurn {
    /// Seals the secrets of these credentials anew. What does not open leaves an event, but for those that were told before.
    pub(super) async fn reseal(
        &self,
        rewrap: &Rewrap,
        by: &By,
        credentials: Vec<Credential>,
        told: &mut BTreeSet<(CompanyId, CredentialId)>,
    ) -> Result<Resealed, StoreError> {
        let mut resealed = Resealed::default();
        for credential in credentials {
            let place = (credential.company(), credential.id());
            if told.contains(&place) {
                resealed.failures.altered.insert(place);
                continue;
            }
            let opened = rewrap
                .credentials
                .open(&self.company, by.clone(), &credential);
            match opened.await {
                Ok(secret) => {
                    let (salt, binding) = (self.company.salt(), credential.binding());
                    let sealed = rewrap.credentials.cipher.seal(&secret, salt, &binding);
                    resealed.credentials.push(credential.rewrap(sealed));
                }
                Err(OpenCredentialError::Altered(_)) => {
                    told.insert(place);
                    resealed.failures.altered.insert(place);
                }
                Err(OpenCredentialError::MissingKey(MissingKey(key))) => {
                    *resealed.failures.missing.entry(key).or_default() += 1;
                }
                Err(OpenCredentialError::NotRecorded { source, .. }) => return Err(source),
                Err(OpenCredentialError::CompanyGone) => {
                    resealed.is_gone = true;
                    return Ok(resealed);
                }
            }
        }
        Ok(resealed)
    }
}
