use std::{fmt, str::FromStr};

use super::{Digest, InvalidImage, Repository, Version};
use crate::credential::RegistryHost;

/// An image in one registry, by its whole name: `nginx` is `docker.io/library/nginx:latest`.
///
/// ```
/// use pullkey_domain::image::ImageReference;
///
/// let image = ImageReference::parse("nginx").unwrap();
/// assert_eq!(image.to_string(), "docker.io/library/nginx:latest");
/// let image = ImageReference::parse("registry.example.com:5000/acme/app:1.2").unwrap();
/// assert_eq!(image.registry().as_str(), "registry.example.com:5000");
/// assert_eq!((image.repository().path().as_str(), image.version().as_str()), ("acme/app", "1.2"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    repository: Repository,
    version: Version,
}

impl ImageReference {
    /// Takes a name, and fills in what it leaves out. Of a tag and a digest, the digest counts.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: &str) -> Result<Self, InvalidImage> {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        let last_slash = name.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match name[last_slash..].find(':') {
            // A single part with a port would be a host without a path.
            Some(colon) => {
                let (name, tag) = name.split_at(last_slash + colon);
                (name, &tag[1..])
            }
            None => (name, "latest"),
        };
        if tag.contains(':') {
            return Err(InvalidImage::Tag);
        }
        let tag = Version::parse(tag)?;
        let version = match digest {
            Some(digest) => Version::Digest(Digest::parse(digest)?),
            None => tag,
        };
        let (registry, path) = located(name)?;
        let repository = Repository::of(registry, path)?;
        Ok(Self {
            repository,
            version,
        })
    }

    /// The registry that its name begins with.
    pub fn registry(&self) -> &RegistryHost {
        self.repository.registry()
    }

    /// Where it is, with others of its name.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Which of them it is: its digest, or else its tag.
    pub fn version(&self) -> &Version {
        &self.version
    }
}

/// The registry that a name begins with, and the path there.
fn located(name: &str) -> Result<(RegistryHost, &str), InvalidImage> {
    let (first, rest) = name.split_once('/').unwrap_or(("", name));
    let is_host = first == "localhost"
        || first.contains(['.', ':'])
        || first.contains(|it: char| it.is_ascii_uppercase());
    if !is_host {
        return Ok((Repository::docker_hub(), name));
    }
    let written = first.strip_suffix(":443").unwrap_or(first);
    let host = RegistryHost::parse(written).map_err(|_| InvalidImage::Host)?;
    Ok((host, rest))
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.version {
            Version::Tag(_) => ':',
            Version::Digest(_) => '@',
        };
        write!(f, "{}{mark}{}", self.repository, self.version)
    }
}

impl FromStr for ImageReference {
    type Err = InvalidImage;

    fn from_str(text: &str) -> Result<Self, InvalidImage> {
        Self::parse(text)
    }
}
