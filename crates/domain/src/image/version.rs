use std::fmt;

use super::InvalidImage;

/// A digest by one of the two algorithms that registries know.
///
/// ```
/// use pullkey_domain::image::{Digest, InvalidImage};
///
/// let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).unwrap();
/// assert_eq!((digest.algorithm(), digest.hex().len()), ("sha256", 64));
/// assert_eq!(Digest::parse("sha256:0"), Err(InvalidImage::Digest));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digest(Box<str>);

/// Which image of a repository: what a tag names now, or what has a digest.
///
/// ```
/// use pullkey_domain::image::{InvalidImage, Version};
///
/// assert!(matches!(Version::parse("1.2"), Ok(Version::Tag(tag)) if &*tag == "1.2"));
/// assert_eq!(Version::parse("sha256:0"), Err(InvalidImage::Digest));
/// assert_eq!(Version::parse("-1"), Err(InvalidImage::Tag));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Version {
    /// Of this tag.
    Tag(Box<str>),
    /// Of this digest.
    Digest(Digest),
}

impl Digest {
    /// Takes a digest.
    ///
    /// # Errors
    /// [`InvalidImage::Digest`] if it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidImage> {
        let is_of = |digits: &str, count| {
            let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            digits.len() == count && digits.bytes().all(is_digit)
        };
        let is_digest = match text.split_once(':') {
            Some(("sha256", digits)) => is_of(digits, 64),
            Some(("sha512", digits)) => is_of(digits, 128),
            _ => false,
        };
        is_digest
            .then(|| Self(text.into()))
            .ok_or(InvalidImage::Digest)
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// By what it was made: `sha256` or `sha512`.
    pub fn algorithm(&self) -> &str {
        self.0
            .split_once(':')
            .map_or("", |(algorithm, _)| algorithm)
    }

    /// What it is, in hexadecimal digits.
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, digits)| digits)
    }
}

impl Version {
    /// Takes a tag, or a digest, which is what has a colon.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: &str) -> Result<Self, InvalidImage> {
        if text.contains(':') {
            return Digest::parse(text).map(Self::Digest);
        }
        let is_tag = is_tag(text).then(|| Self::Tag(text.into()));
        is_tag.ok_or(InvalidImage::Tag)
    }

    /// The tag or digest.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tag(tag) => tag,
            Self::Digest(digest) => digest.as_str(),
        }
    }
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

const MAX_TAG: usize = 128;

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
