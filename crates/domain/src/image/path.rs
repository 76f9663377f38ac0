use std::fmt;

use super::{InvalidImage, MAX_NAME};

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

impl fmt::Display for RepositoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
