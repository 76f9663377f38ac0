use std::num::NonZeroU32;

use async_trait::async_trait;
use pullkey_domain::{
    audit::Recorded,
    company::RewrappedCompany,
    credential::{Credential, RewrappedCredential, SealMark},
    id::{CompanyId, CredentialId},
};

use crate::StoreError;

/// Finds credentials by the key that they are sealed under, and takes their secrets sealed anew. A store knows no more of
/// sealed bytes than with which mark they begin.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Rewrapping: Send + Sync {
    /// Walks over the company's credentials in order of id, from behind `after` on, over `limit` of them, and gives those
    /// that do not bear the mark. Those that come meanwhile may be among them. A step MUST NOT cost more, however many
    /// credentials the company has, or were walked over before.
    async fn walk_sealed_otherwise(
        &self,
        company: CompanyId,
        mark: &SealMark,
        after: Option<CredentialId>,
        limit: NonZeroU32,
    ) -> Result<SealStep, StoreError>;

    /// Puts the sealed bytes of each of these credentials of the company in the place of those that were opened, and
    /// stores the event that tells of it. Says how many took their place: bytes that are no longer those that were opened
    /// MUST stay, and so MUST everything if the company does not exist or was deleted. Nothing else of a credential MUST
    /// change.
    ///
    /// One event tells of any number of calls. It MUST be stored with the first credential that it tells of, all or
    /// nothing, and never without any. Of calls at once for the same credentials, in whatever order they are given, none
    /// MUST fail for the others' sake.
    async fn replace_sealed(
        &self,
        rewrapped: &Recorded<RewrappedCompany>,
        credentials: Vec<RewrappedCredential>,
    ) -> Result<u64, StoreError>;

    /// How many credentials bear the mark, of all companies that exist, at one moment. It walks over the whole store: it
    /// should be given a deadline accordingly.
    async fn count_sealed(&self, mark: &SealMark) -> Result<u64, StoreError>;

    /// How many credentials do not bear the mark, of all companies that exist, at one moment. As
    /// [`count_sealed`](Self::count_sealed), it may take long.
    async fn count_sealed_otherwise(&self, mark: &SealMark) -> Result<u64, StoreError>;
}

/// A step of a walk over a company's credentials.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SealStep {
    /// Those that do not bear the mark, in order of id.
    pub credentials: Vec<Credential>,
    /// Those of them whose rows break a rule of the domain, so that nothing but their ids can be told.
    pub corrupt: Vec<CredentialId>,
    /// The last credential that was walked over, behind which the next step begins; `None` if there were fewer than it
    /// would have walked over.
    pub last: Option<CredentialId>,
}
