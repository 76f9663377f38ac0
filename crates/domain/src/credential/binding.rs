use super::{RegistryPlace, RegistryUsername};
use crate::{
    id::{CompanyId, CredentialId},
    version::SecretVersion,
};

/// What a secret is sealed for: it opens in this row only, for this company, and only while the place it would be sent
/// to is the one it was given for. The credential's name is not part of it.
///
/// ```
/// # use pullkey_domain::{credential::*, id::*, version::SecretVersion};
/// # let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
/// let binding = SecretBinding {
///     company: CompanyId::parse(id).unwrap(),
///     credential: CredentialId::parse(id).unwrap(),
///     secret_version: SecretVersion::FIRST,
///     place: RegistryPlace::of_provider(RegistryProvider::GitHub),
///     login: LoginKind::Password,
///     username: RegistryUsername::parse("octocat").unwrap(),
/// };
/// assert_ne!(binding, SecretBinding { secret_version: SecretVersion::FIRST.next(), ..binding.clone() });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretBinding {
    /// The company that owns the credential.
    pub company: CompanyId,
    /// The credential.
    pub credential: CredentialId,
    /// Which sealing of its secret this is.
    pub secret_version: SecretVersion,
    /// Where it may be sent.
    pub place: RegistryPlace,
    /// How it logs in.
    pub login: LoginKind,
    /// Who logs in.
    pub username: RegistryUsername,
}

/// How a credential logs in.
///
/// ```
/// use pullkey_domain::credential::LoginKind;
///
/// assert_eq!(LoginKind::parse("password"), Some(LoginKind::Password));
/// assert_eq!(LoginKind::GcpServiceAccountKey.as_str(), "gcp_service_account_key");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginKind {
    /// A user name and a password or token.
    Password,
    /// The key of a service account of Google Cloud.
    GcpServiceAccountKey,
}

impl LoginKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Password, Self::GcpServiceAccountKey];

    /// Its word in the API, in the store and in associated data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::GcpServiceAccountKey => "gcp_service_account_key",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
