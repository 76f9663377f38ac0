use super::{
    Credential, CredentialName, LoginKind, PathPrefix, RegistryPlace, RegistryUsername,
    SealedSecret, SecretBinding, Verification,
};
use crate::{
    audit::{Act, Action, Change},
    id::{CompanyId, CredentialId},
    version::{RowVersion, SecretVersion},
};

/// What a new credential is made of, before its secret is sealed.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let new = NewCredential {
///     id: CredentialId::parse(ID).unwrap(),
///     company: CompanyId::parse(ID).unwrap(),
///     name: CredentialName::parse("My Docker Hub").unwrap(),
///     place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
///     path_prefix: PathPrefix::parse("acme").ok(),
///     login: LoginKind::Password,
///     username: RegistryUsername::parse("my-docker-user").unwrap(),
/// };
/// let sealed = seal(&new.binding());
/// let change = new.create(sealed, act());
/// assert_eq!(change.subject().name().as_str(), "My Docker Hub");
/// assert_eq!(change.event().action(), Action::CredentialCreate);
/// ```
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// Its id, made by the caller.
    pub id: CredentialId,
    /// The company that will own it.
    pub company: CompanyId,
    /// Its name.
    pub name: CredentialName,
    /// Where it may be sent.
    pub place: RegistryPlace,
    /// What it is meant for there, if not for everything.
    pub path_prefix: Option<PathPrefix>,
    /// How it logs in there.
    pub login: LoginKind,
    /// Who logs in there.
    pub username: RegistryUsername,
}

impl NewCredential {
    /// What its secret must be sealed for.
    pub fn binding(&self) -> SecretBinding {
        SecretBinding {
            company: self.company,
            credential: self.id,
            secret_version: SecretVersion::FIRST,
            place: self.place.clone(),
            login: self.login,
            username: self.username.clone(),
        }
    }

    /// The credential with its sealed secret, and the event that tells of it.
    pub fn create(self, sealed: SealedSecret, act: Act) -> Change<Credential> {
        self.create_tried(None, sealed, act)
    }

    /// The same of one whose login may have been tried before, with what came of it.
    pub fn create_tried(
        self,
        verification: Option<Verification>,
        sealed: SealedSecret,
        act: Act,
    ) -> Change<Credential> {
        let credential = Credential {
            id: self.id,
            company: self.company,
            name: self.name,
            place: self.place,
            path_prefix: self.path_prefix,
            login: self.login,
            username: self.username,
            sealed,
            secret_version: SecretVersion::FIRST,
            version: RowVersion::FIRST,
            created_at: act.at,
            updated_at: act.at,
            verification,
            last_used_at: None,
        };
        let after = Some(credential.versions());
        let event = credential.event(Action::CredentialCreate, None, after, act);
        Change::new(credential, event)
    }
}
