use super::{EcrRegistry, RegistryHost, RegistryProvider};

/// Where a credential may be sent: to its provider's own host or to one that was given for it, and to whoever checks logins
/// there.
///
/// ```
/// use pullkey_domain::credential::{InvalidPlace, RegistryHost, RegistryPlace, RegistryProvider};
///
/// let place = RegistryPlace::of(RegistryProvider::DockerHub, None, None).unwrap();
/// assert_eq!(place.registry().unwrap().as_str(), "docker.io");
/// assert!(place.is_login_for(&"auth.docker.io".parse().unwrap()));
///
/// let ghcr = RegistryHost::parse("ghcr.io").ok();
/// let refused = RegistryPlace::of(RegistryProvider::Custom, ghcr, None);
/// assert_eq!(refused, Err(InvalidPlace::OfAnother(RegistryProvider::GitHub)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryPlace {
    provider: RegistryProvider,
    host: Option<RegistryHost>,
    token_host: Option<RegistryHost>,
}

/// Why a provider, a host and a token host do not go together.
///
/// ```
/// use pullkey_domain::credential::{InvalidPlace, RegistryPlace, RegistryProvider};
///
/// let token_host = "auth.example.com".parse().ok();
/// let refused = RegistryPlace::of(RegistryProvider::Custom, None, token_host).unwrap_err();
/// assert_eq!((refused.member(), refused.code()), ("token_host", "token_host_without_host"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPlace {
    /// The provider has one host, which nobody needs to give.
    #[error("must be left out, or null in a change: {0} is always at {known}", known = .0.default_host().unwrap_or_default())]
    Fixed(RegistryProvider),
    /// The host is one of another provider.
    #[error("is a host of {0}: choose that registry")]
    OfAnother(RegistryProvider),
    /// The provider has no such host.
    #[error("must be {form}", form = host_form(*.0))]
    NotOfProvider(RegistryProvider),
    /// A token host was given without the host that it is for.
    #[error("must be given together with a host only")]
    TokenHostAlone,
    /// The provider checks logins itself.
    #[error("must not be given: {0} has no token service elsewhere")]
    NoTokenHost(RegistryProvider),
}

impl InvalidPlace {
    /// The member that breaks the rule.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Fixed(_) | Self::OfAnother(_) | Self::NotOfProvider(_) => "host",
            Self::TokenHostAlone | Self::NoTokenHost(_) => "token_host",
        }
    }

    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fixed(_) => "host_fixed",
            Self::OfAnother(_) => "host_of_another_registry",
            Self::NotOfProvider(_) => "host_not_of_registry",
            Self::TokenHostAlone => "token_host_without_host",
            Self::NoTokenHost(_) => "token_host_not_of_registry",
        }
    }
}

impl RegistryPlace {
    /// Puts them together.
    ///
    /// # Errors
    /// The broken rule.
    pub fn of(
        provider: RegistryProvider,
        host: Option<RegistryHost>,
        token_host: Option<RegistryHost>,
    ) -> Result<Self, InvalidPlace> {
        if let Some(host) = &host {
            provider.check_host(host)?;
        }
        if token_host.is_some() {
            if host.is_none() {
                return Err(InvalidPlace::TokenHostAlone);
            }
            if !matches!(
                provider,
                RegistryProvider::Custom | RegistryProvider::GitLab
            ) {
                return Err(InvalidPlace::NoTokenHost(provider));
            }
        }
        Ok(Self {
            provider,
            host,
            token_host,
        })
    }

    /// Its provider's own host, or none yet if that has none.
    pub const fn of_provider(provider: RegistryProvider) -> Self {
        Self {
            provider,
            host: None,
            token_host: None,
        }
    }

    /// Of a stored row. Which hosts a provider has may have been another matter then.
    pub(super) fn restore(
        provider: RegistryProvider,
        host: Option<RegistryHost>,
        token_host: Option<RegistryHost>,
    ) -> Self {
        Self {
            provider,
            host,
            token_host,
        }
    }

    /// Whose registry it is.
    pub fn provider(&self) -> RegistryProvider {
        self.provider
    }

    /// The host that was given.
    pub fn host(&self) -> Option<&RegistryHost> {
        self.host.as_ref()
    }

    /// The token host that was given.
    pub fn token_host(&self) -> Option<&RegistryHost> {
        self.token_host.as_ref()
    }

    /// The host that names of its images begin with: the one that was given, else its provider's. `None` if that has none.
    pub fn registry(&self) -> Option<RegistryHost> {
        let known = self.provider.default_host().map(RegistryHost::known);
        self.host.clone().or(known)
    }

    /// The host that serves them, which is another one for Docker Hub alone.
    pub fn api(&self) -> Option<RegistryHost> {
        match self.provider {
            RegistryProvider::DockerHub => Some(RegistryHost::known("registry-1.docker.io")),
            _ => self.registry(),
        }
    }

    /// Whether a login that stays as it is would go elsewhere if this became that: to a host that was or is given, or to or
    /// from a registry that is nobody's in particular.
    pub(super) fn leads_elsewhere_as(&self, other: &Self) -> bool {
        let is_given = |place: &Self| {
            place.provider == RegistryProvider::Custom
                || place.host.is_some()
                || place.token_host.is_some()
        };
        self != other && (is_given(self) || is_given(other))
    }

    /// Whether a login may be sent to this host: it is the one that serves the images, the one that is known to check logins
    /// for it, or the token host that was given.
    pub fn is_login_for(&self, host: &RegistryHost) -> bool {
        let realm = self.api().and_then(|api| known_realm(api.as_str()));
        self.api().as_ref() == Some(host)
            || realm == Some(host.as_str())
            || self.token_host.as_ref() == Some(host)
    }
}

impl RegistryProvider {
    /// The host that is meant where none is given.
    pub const fn default_host(self) -> Option<&'static str> {
        match self {
            Self::Gcr => Some("gcr.io"),
            Self::DockerHub => Some("docker.io"),
            Self::GitHub => Some("ghcr.io"),
            Self::GitLab => Some("registry.gitlab.com"),
            Self::DigitalOcean => Some("registry.digitalocean.com"),
            Self::Ecr | Self::Custom => None,
        }
    }

    fn check_host(self, host: &RegistryHost) -> Result<(), InvalidPlace> {
        let owner = owner(host.name());
        match self {
            Self::DockerHub | Self::GitHub | Self::DigitalOcean => Err(InvalidPlace::Fixed(self)),
            Self::Gcr | Self::Ecr if owner == Some(self) && !host.has_port() => Ok(()),
            Self::Gcr | Self::Ecr => Err(InvalidPlace::NotOfProvider(self)),
            Self::GitLab | Self::Custom => match owner {
                Some(owner) if owner != self => Err(InvalidPlace::OfAnother(owner)),
                _ => Ok(()),
            },
        }
    }
}

/// Which provider a host belongs to, at whatever port.
fn owner(name: &str) -> Option<RegistryProvider> {
    match name {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => {
            Some(RegistryProvider::DockerHub)
        }
        "ghcr.io" => Some(RegistryProvider::GitHub),
        "registry.gitlab.com" => Some(RegistryProvider::GitLab),
        "registry.digitalocean.com" => Some(RegistryProvider::DigitalOcean),
        _ if is_google(name) => Some(RegistryProvider::Gcr),
        _ if EcrRegistry::parse(name).is_some() => Some(RegistryProvider::Ecr),
        _ => None,
    }
}

/// `gcr.io`, a label before it, or `…-docker.pkg.dev`.
fn is_google(name: &str) -> bool {
    let is_label = |label: &str| !label.contains('.');
    let multiregion = name.strip_suffix(".gcr.io");
    let artifacts = name.strip_suffix("-docker.pkg.dev");
    name == "gcr.io" || multiregion.is_some_and(is_label) || artifacts.is_some_and(is_label)
}

/// Where logins are checked for a host that leaves it to another one.
fn known_realm(api: &str) -> Option<&'static str> {
    match api {
        "registry-1.docker.io" => Some("auth.docker.io"),
        "registry.gitlab.com" => Some("gitlab.com"),
        "registry.digitalocean.com" => Some("api.digitalocean.com"),
        _ => None,
    }
}

fn host_form(provider: RegistryProvider) -> &'static str {
    match provider {
        RegistryProvider::Ecr => {
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com, as the console shows it, without a port"
        }
        RegistryProvider::Gcr => {
            "gcr.io, a label before .gcr.io, or REGION-docker.pkg.dev, without a port"
        }
        _ => "a host of this registry",
    }
}

#[cfg(test)]
mod tests;
