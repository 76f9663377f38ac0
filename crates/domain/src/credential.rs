//! Registry credentials: what a company's deployments use to pull its private images.
//!
//! ```
//! # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
//! let change = credential().delete(act());
//! let recorded = change.sign(sign);
//! assert_eq!(recorded.event().action(), Action::CredentialDelete);
//! ```

mod binding;
mod create;
mod ecr_registry;
mod edit;
mod host;
mod path_prefix;
mod place;
mod provider;
mod rewrap;
mod sealed;
mod search;
mod secret;
mod serving;
mod stored;
mod used;
mod username;
mod verification;

use crate::{
    audit::{Act, Action, Change, Target, UnsignedEvent, Versions},
    encoding::Parts,
    id::{CompanyId, CredentialId},
    name::name,
    timestamp::Timestamp,
    version::{RowVersion, SecretVersion},
};

pub use self::{
    binding::{LoginKind, SecretBinding},
    create::NewCredential,
    ecr_registry::EcrRegistry,
    edit::{CredentialEdit, Edit, EditRefusal, Edited, EditedCredential, NewLogin, Resealing},
    host::{InvalidHost, RegistryHost},
    path_prefix::{InvalidPathPrefix, PathPrefix},
    place::{InvalidPlace, RegistryPlace},
    provider::{RegistryProvider, UnknownProvider},
    rewrap::RewrappedCredential,
    sealed::{SealMark, SealedSecret},
    search::{InvalidSearchText, SearchText},
    secret::{InvalidLoginSecret, InvalidSecret, RegistrySecret},
    stored::StoredCredential,
    used::UsedCredential,
    username::{InvalidLoginUsername, InvalidUsername, RegistryUsername},
    verification::{Verification, VerificationOutcome, VerifiedCredential},
};

name! {
    /// The name that people gave to a credential: 1 to 255 characters, any but NUL. Not unique.
    ///
    /// ```
    /// use pullkey_domain::credential::CredentialName;
    ///
    /// assert_eq!(CredentialName::parse("My Docker Hub").unwrap().as_str(), "My Docker Hub");
    /// assert!(CredentialName::parse("").is_err());
    /// ```
    CredentialName
}

/// A registry credential as it is kept. Its secret is always sealed: the plain one is never part of it.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let credential = credential();
/// assert_eq!(credential.version(), RowVersion::FIRST);
/// assert_eq!(credential.binding().place.provider(), RegistryProvider::DockerHub);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    id: CredentialId,
    company: CompanyId,
    name: CredentialName,
    place: RegistryPlace,
    path_prefix: Option<PathPrefix>,
    login: LoginKind,
    username: RegistryUsername,
    sealed: SealedSecret,
    secret_version: SecretVersion,
    version: RowVersion,
    created_at: Timestamp,
    updated_at: Timestamp,
    verification: Option<Verification>,
    last_used_at: Option<Timestamp>,
}

/// A credential that is to be removed.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let version = credential().version();
/// let change = credential().delete(act());
/// assert_eq!(change.subject().version, version);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedCredential {
    /// Its id.
    pub id: CredentialId,
    /// Its company.
    pub company: CompanyId,
    /// The version that was decided upon: another one in the store is an edit that came between.
    pub version: RowVersion,
}

impl Credential {
    /// Its id.
    pub fn id(&self) -> CredentialId {
        self.id
    }

    /// The company that owns it.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// The name that people gave it.
    pub fn name(&self) -> &CredentialName {
        &self.name
    }

    /// Whose registry it is for.
    pub fn provider(&self) -> RegistryProvider {
        self.place.provider()
    }

    /// Where it may be sent.
    pub fn place(&self) -> &RegistryPlace {
        &self.place
    }

    /// What it is meant for there, if not for everything.
    pub fn path_prefix(&self) -> Option<&PathPrefix> {
        self.path_prefix.as_ref()
    }

    /// How it logs in.
    pub fn login(&self) -> LoginKind {
        self.login
    }

    /// Who logs in.
    pub fn username(&self) -> &RegistryUsername {
        &self.username
    }

    /// The sealed secret.
    pub fn sealed(&self) -> &SealedSecret {
        &self.sealed
    }

    /// How often its secret was sealed.
    pub fn secret_version(&self) -> SecretVersion {
        self.secret_version
    }

    /// How often it was written.
    pub fn version(&self) -> RowVersion {
        self.version
    }

    /// When it was created.
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// When it was last modified. Never before, nor at the same moment as, the change before that.
    pub fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    /// What came of it when its login was last tried, as long as its secret is the one that was tried.
    pub fn verification(&self) -> Option<Verification> {
        self.verification
    }

    /// When images were last pulled with it, as far as that was noted.
    pub fn last_used_at(&self) -> Option<Timestamp> {
        self.last_used_at
    }

    /// What its secret is sealed for.
    pub fn binding(&self) -> SecretBinding {
        SecretBinding {
            company: self.company,
            credential: self.id,
            secret_version: self.secret_version,
            place: self.place.clone(),
            login: self.login,
            username: self.username.clone(),
        }
    }

    /// Removes it.
    pub fn delete(self, act: Act) -> Change<DeletedCredential> {
        let event = self.event(Action::CredentialDelete, Some(self.versions()), None, act);
        let deleted = DeletedCredential {
            id: self.id,
            company: self.company,
            version: self.version,
        };
        Change::new(deleted, event)
    }

    /// The stored columns except the sealed one and what tells of its use, as the row digest of its events covers them. A
    /// host, a token host and a path prefix stand at the end and behind their names, so that rows without one have the
    /// digests that they always had.
    pub fn digest_input(&self) -> Vec<u8> {
        let host = |host: Option<&RegistryHost>| host.map(ToString::to_string);
        let optional = [
            ("host", host(self.place.host())),
            ("token_host", host(self.place.token_host())),
            (
                "path_prefix",
                self.path_prefix.as_ref().map(ToString::to_string),
            ),
        ];
        let given = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let row = Parts::of("pullkey/credential-row")
            .part(self.company.as_bytes())
            .part(self.id.as_bytes())
            .part(self.name.as_str())
            .part(self.provider().as_str())
            .part(self.login.as_str())
            .part(self.username.as_str())
            .part(self.secret_version.to_be_bytes())
            .part(self.version.to_be_bytes())
            .part(self.created_at.as_millis().to_be_bytes())
            .part(self.updated_at.as_millis().to_be_bytes());
        given
            .fold(row, |row, (name, value)| {
                row.part(name).part(value.as_str())
            })
            .finish()
    }

    fn versions(&self) -> Versions {
        Versions {
            row: self.version,
            secret: Some(self.secret_version),
        }
    }

    /// An event about this row as it is now.
    fn event(
        &self,
        action: Action,
        before: Option<Versions>,
        after: Option<Versions>,
        act: Act,
    ) -> UnsignedEvent {
        let target = Target::Credential(self.id);
        UnsignedEvent::of(self.company, target, action, act)
            .between(before, after)
            .over(self.digest_input())
    }
}

#[cfg(test)]
mod tests;
