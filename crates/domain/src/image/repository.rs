use std::fmt;

use super::{InvalidImage, MAX_NAME, RepositoryPath};
use crate::credential::RegistryHost;

/// Where images of one name are: a registry, and the path there.
///
/// Docker Hub has two names, and a path of its own for images of a single word. Both are spelled in one way here.
///
/// ```
/// use pullkey_domain::image::Repository;
///
/// let repository = Repository::of("index.docker.io".parse().unwrap(), "nginx").unwrap();
/// assert_eq!(repository.to_string(), "docker.io/library/nginx");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Repository {
    registry: RegistryHost,
    path: RepositoryPath,
}

const DOCKER_HUB: &str = "docker.io";

impl Repository {
    /// The repository of this path at a registry.
    ///
    /// # Errors
    /// The broken rule.
    pub fn of(registry: RegistryHost, path: &str) -> Result<Self, InvalidImage> {
        let registry = Self::spelled(registry);
        let is_single = registry.as_str() == DOCKER_HUB && !path.contains('/');
        let library = if is_single { "library/" } else { "" };
        let path = RepositoryPath::parse(format!("{library}{path}"))?;
        let repository = Self { registry, path };
        if repository.registry.as_str().len() + 1 + repository.path.as_str().len() > MAX_NAME {
            return Err(InvalidImage::TooLong);
        }
        Ok(repository)
    }

    /// The registry by the one of its names that is used here.
    pub(super) fn spelled(registry: RegistryHost) -> RegistryHost {
        match registry.as_str() {
            "index.docker.io" => Self::docker_hub(),
            _ => registry,
        }
    }

    /// The registry that is meant where a name begins with none.
    pub(super) fn docker_hub() -> RegistryHost {
        RegistryHost::known(DOCKER_HUB)
    }

    /// The registry that its name begins with.
    pub fn registry(&self) -> &RegistryHost {
        &self.registry
    }

    /// Its path there.
    pub fn path(&self) -> &RepositoryPath {
        &self.path
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}
