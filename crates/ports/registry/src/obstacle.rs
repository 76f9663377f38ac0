use pullkey_domain::credential::{
    LoginKind, RegistryHost, RegistryPlace, RegistryProvider, VerificationOutcome,
};

use crate::Barrier;

/// Why a registry was not asked with a login, or did not take it. Its text is a sentence that tells a person what to do.
///
/// ```
/// use pullkey_registry::Obstacle;
///
/// assert!(Obstacle::RateLimited.to_string().ends_with("Try again in some minutes."));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The registry refused the login.
    #[error(
        "The registry refused the login. Check the user name, and whether the password or token is right, has not expired, \
         and may read packages or repositories; then store the right one."
    )]
    Rejected,
    /// A key of Amazon is good, and may not be exchanged for a password.
    #[error(
        "The access key is good, but may not get passwords of registries. Allow it ecr:GetAuthorizationToken by its policy."
    )]
    NoPasswords,
    /// What answers is no registry.
    #[error(
        "Something answers there, but not as a container registry does. Check the host and the port: it is what stands \
         before the first slash of the image's name."
    )]
    NotARegistry,
    /// Nobody was reached.
    #[error(
        "Nobody could be reached at {host}. Check the name and the port, and that this service may connect to it."
    )]
    Unreachable {
        /// Where.
        host: RegistryHost,
    },
    /// Somebody did not answer in time.
    #[error("{host} did not answer in time. Try again later.")]
    Timeout {
        /// Who.
        host: RegistryHost,
    },
    /// Somebody did not prove to be who they should.
    #[error(
        "No trusted connection to {host} came about: it speaks no TLS, or its certificate is not valid for this name or not \
         from a trusted authority. Whoever runs this service can trust another authority by PULLKEY_REGISTRY_CA_FILE."
    )]
    TlsFailed {
        /// Who.
        host: RegistryHost,
    },
    /// The registry has logins checked by a host that nobody named.
    #[error(
        "The registry has logins checked by {realm}, which is not the registry itself, so the login was not sent. If that is \
         right, store {realm} as token_host, together with the secret."
    )]
    RealmNotTrusted {
        /// That host.
        realm: RegistryHost,
    },
    /// The same of a registry whose provider is known, and known not to do so.
    #[error(
        "The registry has logins checked by {realm}, which its provider is not known to do, so the login was not sent. Whoever \
         runs this service should find out why before anybody goes on."
    )]
    RealmNotExpected {
        /// That host.
        realm: RegistryHost,
    },
    /// The registry has logins checked at an address that is none, or is not safe.
    #[error(
        "The registry has logins checked at an address that is no host of https, so the login was not sent. Its \
         administrator has to set the realm of its token service right."
    )]
    RealmUnusable,
    /// The host may not be connected to, by its form or the way it is reached alone.
    #[error(
        "This service does not connect to {host}, as {barrier}. {}", .barrier.way_out(.host)
    )]
    NotAllowed {
        /// The host.
        host: RegistryHost,
        /// What is in the way.
        barrier: Barrier,
    },
    /// The registry takes no more attempts for now.
    #[error("The registry takes no more attempts for now. Try again in some minutes.")]
    RateLimited,
    /// The login cannot be tried.
    #[error("{0}")]
    Unsupported(Unfit),
    /// Nothing can be told.
    #[error("{0}")]
    Inconclusive(Doubt),
}

/// Why a login cannot be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The credential says no host, and its provider has none of its own.
    #[error("The credential has no host to log in to. Store one, together with the secret.")]
    NoHost,
    /// A registry of Google takes no password.
    #[error(
        "Google's registries take no user name and password that could be stored here. Store the key of a service account as \
         login, {{\"type\":\"gcp_service_account_key\",\"key\":{{…}}}}."
    )]
    GoogleNeedsKey,
    /// A key of Google is of no use elsewhere.
    #[error("The key of a service account of Google logs in to Google's registries only.")]
    KeyIsForGoogle,
    /// The registry asks for a login of another kind.
    #[error(
        "The registry asks for a login of a kind that this service does not know. It knows user name and password (Basic) \
         and tokens (Bearer)."
    )]
    Scheme,
}

/// Why nothing can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Logins with a wrong password are taken, too.
    #[error(
        "The registry hands out tokens to anybody, whatever the password, so that nothing is proved. Name an image that only \
         this login may pull."
    )]
    AnyLoginIsTaken,
    /// Whether a wrong login is refused could not be found out.
    #[error(
        "The registry took the login, but whether it refuses wrong ones could not be found out today. Try a pull by hand."
    )]
    Unproved,
    /// The registry refuses, and does not say that it is the login.
    #[error(
        "The registry answered that this is forbidden, which is not about the password. The user may lack rights, or a firewall \
         may be in between."
    )]
    Forbidden,
    /// Amazon takes this service's clock for wrong.
    #[error("Amazon says that the clock of this service is wrong. Tell whoever runs it.")]
    Clock,
    /// The registry failed.
    #[error("The registry answered with an error of its own. Try again later.")]
    RegistryFailed,
    /// What the registry answered makes no sense.
    #[error(
        "The registry answered in a way that proves nothing. Try a pull by hand, and tell its administrator if that fails."
    )]
    OddAnswer,
}

impl Unfit {
    /// Why this kind of login is none for a place, whatever answers there.
    pub fn of(place: &RegistryPlace, kind: LoginKind) -> Option<Self> {
        let is_google = place.provider() == RegistryProvider::Gcr;
        match kind {
            LoginKind::Password if is_google => Some(Self::GoogleNeedsKey),
            LoginKind::GcpServiceAccountKey if !is_google => Some(Self::KeyIsForGoogle),
            LoginKind::Password | LoginKind::GcpServiceAccountKey => None,
        }
    }
}

impl Obstacle {
    /// Its word.
    pub const fn outcome(&self) -> VerificationOutcome {
        match self {
            Self::Rejected => VerificationOutcome::Rejected,
            Self::NoPasswords => VerificationOutcome::NoAccess,
            Self::NotARegistry => VerificationOutcome::NotARegistry,
            Self::Unreachable { .. } => VerificationOutcome::Unreachable,
            Self::Timeout { .. } => VerificationOutcome::Timeout,
            Self::TlsFailed { .. } => VerificationOutcome::TlsFailed,
            Self::RealmNotTrusted { .. } | Self::RealmNotExpected { .. } | Self::RealmUnusable => {
                VerificationOutcome::RealmNotTrusted
            }
            Self::NotAllowed { .. } => VerificationOutcome::NotAllowed,
            Self::RateLimited => VerificationOutcome::RateLimited,
            Self::Unsupported(_) => VerificationOutcome::Unsupported,
            Self::Inconclusive(_) => VerificationOutcome::Inconclusive,
        }
    }
}
