use std::{fmt, str::FromStr};

/// Whose registry a credential is for.
///
/// ```
/// use pullkey_domain::credential::RegistryProvider;
///
/// assert_eq!("dockerHub".parse(), Ok(RegistryProvider::DockerHub));
/// assert_eq!(RegistryProvider::default().as_str(), "dockerHub");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RegistryProvider {
    /// Google Container Registry.
    Gcr,
    /// Amazon Elastic Container Registry.
    Ecr,
    /// Docker Hub.
    #[default]
    DockerHub,
    /// GitHub Container Registry.
    GitHub,
    /// GitLab Container Registry.
    GitLab,
    /// DigitalOcean Container Registry.
    DigitalOcean,
    /// A self-hosted or third-party registry.
    Custom,
}

/// Not a provider of the published contract.
///
/// ```
/// use pullkey_domain::credential::{RegistryProvider, UnknownProvider};
///
/// assert_eq!(RegistryProvider::parse("GitHub"), Err(UnknownProvider));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one of gcr, ecr, dockerHub, github, gitlab, digitalOcean, custom")]
pub struct UnknownProvider;

impl UnknownProvider {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "registry_unknown"
    }
}

impl RegistryProvider {
    /// All of them, in the order of the published contract.
    pub const ALL: [Self; 7] = [
        Self::Gcr,
        Self::Ecr,
        Self::DockerHub,
        Self::GitHub,
        Self::GitLab,
        Self::DigitalOcean,
        Self::Custom,
    ];

    /// Its word in the published contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gcr => "gcr",
            Self::Ecr => "ecr",
            Self::DockerHub => "dockerHub",
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::DigitalOcean => "digitalOcean",
            Self::Custom => "custom",
        }
    }

    /// Reads the contract's word, case and all.
    ///
    /// # Errors
    /// [`UnknownProvider`] for any other word.
    pub fn parse(word: &str) -> Result<Self, UnknownProvider> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.as_str() == word)
            .ok_or(UnknownProvider)
    }
}

impl fmt::Display for RegistryProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RegistryProvider {
    type Err = UnknownProvider;

    fn from_str(word: &str) -> Result<Self, UnknownProvider> {
        Self::parse(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_is_read_from_its_own_word_only() {
        for provider in RegistryProvider::ALL {
            assert_eq!(RegistryProvider::parse(provider.as_str()), Ok(provider));
            let shouted = provider.as_str().to_uppercase();
            assert_eq!(RegistryProvider::parse(&shouted), Err(UnknownProvider));
        }
    }

    #[test]
    fn the_refusal_lists_every_word() {
        let refusal = UnknownProvider.to_string();
        for provider in RegistryProvider::ALL {
            assert!(refusal.contains(provider.as_str()));
        }
    }
}
