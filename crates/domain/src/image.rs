//! Names of images, as `docker pull` takes them.

mod origin;
mod path;
mod reference;
mod repository;
mod version;

pub use self::{
    origin::Origin,
    path::RepositoryPath,
    reference::ImageReference,
    repository::Repository,
    version::{Digest, Version},
};

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

/// So many characters may a host and a path have together.
const MAX_NAME: usize = 255;

#[cfg(test)]
mod tests;
