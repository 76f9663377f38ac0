use std::fmt;

use super::{InvalidImage, Repository};
use crate::{credential::RegistryHost, id::CredentialId};

/// What names of images begin with behind the gateway's own host: the registry that they come from, or the credential that
/// they are to be pulled with.
///
/// Such a name cannot hold a colon, so a port stands behind `_`, which is in no name of a host. A colon is understood, too.
///
/// ```
/// use pullkey_domain::image::Origin;
///
/// let origin = Origin::parse("registry.example.com:5000").unwrap();
/// assert_eq!(origin.to_string(), "registry.example.com_5000");
/// assert_eq!(Origin::parse("registry.example.com_5000"), Ok(origin));
/// let origin = Origin::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap();
/// assert!(matches!(origin, Origin::Credential(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// From this registry, with whichever credential serves it.
    Registry(RegistryHost),
    /// With this credential, from its registry.
    Credential(CredentialId),
}

impl Origin {
    /// Takes the first part of a name.
    ///
    /// # Errors
    /// [`InvalidImage::Host`] if it is neither.
    pub fn parse(text: &str) -> Result<Self, InvalidImage> {
        if let Ok(id) = CredentialId::parse(text) {
            return Ok(Self::Credential(id));
        }
        let host = match text.rsplit_once('_') {
            Some((name, port)) => format!("{name}:{port}"),
            None => text.to_owned(),
        };
        let host = host.strip_suffix(":443").unwrap_or(&host);
        let host = RegistryHost::parse(host).map_err(|_| InvalidImage::Host)?;
        Ok(Self::Registry(Repository::spelled(host)))
    }
}

impl From<&RegistryHost> for Origin {
    fn from(host: &RegistryHost) -> Self {
        Self::Registry(host.clone())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(host) if host.has_port() => {
                write!(f, "{}_{}", host.name(), host.port())
            }
            Self::Registry(host) => host.fmt(f),
            Self::Credential(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_told_behind_an_underscore_or_a_colon() {
        for (text, told) in [
            ("ghcr.io", "ghcr.io"),
            ("GHCR.io", "ghcr.io"),
            ("index.docker.io", "docker.io"),
            ("registry_5000", "registry_5000"),
            ("registry:5000", "registry_5000"),
            ("registry.example.com_443", "registry.example.com"),
            ("registry.example.com:443", "registry.example.com"),
            ("10.1.2.3_5000", "10.1.2.3_5000"),
            ("[2001:db8::7]:5000", "[2001:db8::7]_5000"),
            ("[2001:db8::7]", "[2001:db8::7]"),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!(origin.to_string(), told);
            assert!(matches!(origin, Origin::Registry(_)));
            assert_eq!(Origin::parse(told), Ok(origin));
        }
    }

    #[test]
    fn what_is_neither_a_registry_nor_a_credential_is_refused() {
        for text in [
            "",
            "_5000",
            "registry_",
            "registry_05000",
            "registry_5000_5000",
            "my_registry",
            "user@registry",
            "registry%3A5000",
            "..",
            "127.1",
        ] {
            assert_eq!(Origin::parse(text), Err(InvalidImage::Host), "{text}");
        }
    }
}
