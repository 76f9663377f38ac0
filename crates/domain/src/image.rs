//! Names of images, as `docker pull` takes them.

use std::{fmt, str::FromStr};

use crate::credential::{RegistryHost, RegistryProvider};

/// The path of a repository in its registry, such as `library/nginx`: components of lower-case letters and digits with single
/// `.`, one or two `_` or any number of `-` between them, joined by `/`.
///
/// ```
/// use pullkey_domain::image::{InvalidImage, RepositoryPath};
///
/// assert!(RepositoryPath::parse("acme/app").is_ok());
/// assert_eq!(RepositoryPath::parse("acme//app"), Err(InvalidImage::Path));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RepositoryPath(Box<str>);

/// An image in one registry, by its whole name: `nginx` is `docker.io/library/nginx:latest`.
///
/// ```
/// use pullkey_domain::image::ImageReference;
///
/// let image = ImageReference::parse("nginx").unwrap();
/// assert_eq!(image.to_string(), "docker.io/library/nginx:latest");
/// let image = ImageReference::parse("registry.example.com:5000/acme/app:1.2").unwrap();
/// assert_eq!(image.registry().as_str(), "registry.example.com:5000");
/// assert_eq!((image.repository().as_str(), image.version()), ("acme/app", "1.2"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    registry: RegistryHost,
    repository: RepositoryPath,
    version: Box<str>,
}

/// Why a text is no name of an image.
///
/// ```
/// use pullkey_domain::image::{ImageReference, InvalidImage};
///
/// assert_eq!(ImageReference::parse("acme/app:"), Err(InvalidImage::Tag));
/// assert_eq!(InvalidImage::Tag.code(), "image_tag");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidImage {
    /// Its host is none.
    #[error("must begin with a host such as ghcr.io, or with none for Docker Hub")]
    Host,
    /// Its path is none.
    #[error(
        "must have a path of lower-case letters and digits with '.', '_', '-' and '/' between them"
    )]
    Path,
    /// Its tag is none.
    #[error("must have a tag of up to 128 letters, digits, '.', '_' and '-' after ':'")]
    Tag,
    /// Its digest is none.
    #[error("must have a digest such as sha256:… with 64 hexadecimal digits after '@'")]
    Digest,
    /// Host and path have more than 255 characters.
    #[error("must have at most 255 characters before its tag")]
    TooLong,
}

impl InvalidImage {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Host => "image_host",
            Self::Path => "image_path",
            Self::Tag => "image_tag",
            Self::Digest => "image_digest",
            Self::TooLong => "image_too_long",
        }
    }
}

impl RepositoryPath {
    /// Takes a path.
    ///
    /// # Errors
    /// [`InvalidImage::Path`], or [`InvalidImage::TooLong`] beyond 255 characters.
    pub fn parse(text: impl Into<Box<str>>) -> Result<Self, InvalidImage> {
        let text = text.into();
        if text.len() > MAX_NAME {
            return Err(InvalidImage::TooLong);
        }
        if !text.split('/').all(is_component) {
            return Err(InvalidImage::Path);
        }
        Ok(Self(text))
    }

    /// The path as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether runs of letters and digits stand at both ends, and between them single separators: `.`, `_`, `__` or hyphens.
fn is_component(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let separators = text.split(|it: char| it.is_ascii() && is_word(it as u8));
    let mut separators: Vec<_> = separators.collect();
    // What stands before the first letter and behind the last one.
    let (Some(last), true) = (separators.pop(), !separators.is_empty()) else {
        return false;
    };
    let first = separators.remove(0);
    let is_separator =
        |it: &&str| matches!(*it, "" | "." | "_" | "__") || it.bytes().all(|byte| byte == b'-');
    first.is_empty() && last.is_empty() && separators.iter().all(is_separator)
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
                (name, Some(&tag[1..]))
            }
            None => (name, None),
        };
        if !tag.is_none_or(is_tag) {
            return Err(InvalidImage::Tag);
        }
        if !digest.is_none_or(is_digest) {
            return Err(InvalidImage::Digest);
        }
        let (registry, path) = located(name)?;
        if registry.as_str().len() + 1 + path.len() > MAX_NAME {
            return Err(InvalidImage::TooLong);
        }
        Ok(Self {
            registry,
            repository: RepositoryPath::parse(path)?,
            version: digest.or(tag).unwrap_or("latest").into(),
        })
    }

    /// The registry that its name begins with.
    pub fn registry(&self) -> &RegistryHost {
        &self.registry
    }

    /// Its path there.
    pub fn repository(&self) -> &RepositoryPath {
        &self.repository
    }

    /// Its digest, or else its tag.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The registry that a name begins with, and the path there.
fn located(name: &str) -> Result<(RegistryHost, String), InvalidImage> {
    let (first, rest) = name.split_once('/').unwrap_or(("", name));
    let is_host = first == "localhost"
        || first.contains(['.', ':'])
        || first.contains(|it: char| it.is_ascii_uppercase());
    let docker_hub = RegistryProvider::DockerHub;
    let known = docker_hub.default_host().map(RegistryHost::parse);
    let (host, path) = if is_host {
        let written = first.strip_suffix(":443").unwrap_or(first);
        let host = RegistryHost::parse(written).map_err(|_| InvalidImage::Host)?;
        (host, rest)
    } else {
        let host = known.clone().ok_or(InvalidImage::Host)?;
        (host.map_err(|_| InvalidImage::Host)?, name)
    };
    let is_of_docker_hub = ["docker.io", "index.docker.io"].contains(&host.as_str());
    if !is_of_docker_hub {
        return Ok((host, path.to_owned()));
    }
    let host = known.ok_or(InvalidImage::Host)?;
    let library = if path.contains('/') { "" } else { "library/" };
    Ok((
        host.map_err(|_| InvalidImage::Host)?,
        format!("{library}{path}"),
    ))
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let first = text.bytes().next();
    first.is_some_and(is_word)
        && text.len() <= MAX_TAG
        && text
            .bytes()
            .all(|byte| is_word(byte) || b".-".contains(&byte))
}

/// Whether it is a digest by one of the two algorithms that registries know.
fn is_digest(text: &str) -> bool {
    let is_of = |digits: &str, count| {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        digits.len() == count && digits.bytes().all(is_digit)
    };
    match text.split_once(':') {
        Some(("sha256", digits)) => is_of(digits, 64),
        Some(("sha512", digits)) => is_of(digits, 128),
        _ => false,
    }
}

impl fmt::Display for RepositoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.version.contains(':') { '@' } else { ':' };
        let Self {
            registry,
            repository,
            version,
        } = self;
        write!(f, "{registry}/{repository}{mark}{version}")
    }
}

impl FromStr for ImageReference {
    type Err = InvalidImage;

    fn from_str(text: &str) -> Result<Self, InvalidImage> {
        Self::parse(text)
    }
}

const MAX_NAME: usize = 255;
const MAX_TAG: usize = 128;

#[cfg(test)]
mod tests;
