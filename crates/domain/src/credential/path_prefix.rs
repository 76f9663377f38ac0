use std::{fmt, str::FromStr};

use crate::image::{InvalidImage, RepositoryPath};

/// With what the paths of the repositories begin that a credential is meant for: whole components of a path, such as `acme`
/// or `acme/app`. It chooses among credentials for one registry.
///
/// ```
/// use pullkey_domain::{credential::PathPrefix, image::RepositoryPath};
///
/// let prefix = PathPrefix::parse("acme").unwrap();
/// let covers = |path: &str| prefix.covers(&RepositoryPath::parse(path).unwrap());
/// assert!(covers("acme") && covers("acme/app"));
/// assert!(!covers("acme-evil/app"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathPrefix(RepositoryPath);

/// Why a text cannot be a [`PathPrefix`].
///
/// ```
/// use pullkey_domain::credential::{InvalidPathPrefix, PathPrefix};
///
/// assert_eq!(PathPrefix::parse("acme/"), Err(InvalidPathPrefix::Pattern));
/// assert_eq!(InvalidPathPrefix::Pattern.code(), "path_prefix_pattern");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPathPrefix {
    /// It has no character.
    #[error("must be 1 to 255 characters, such as acme or acme/app")]
    Empty,
    /// It has more than 255 characters.
    #[error("must be 1 to 255 characters, such as acme or acme/app")]
    TooLong,
    /// It is not made of components of a path.
    #[error(
        "must be lower-case letters and digits with '.', '_', '-' and '/' between them, and no '/' at an end"
    )]
    Pattern,
}

impl InvalidPathPrefix {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "path_prefix_empty",
            Self::TooLong => "path_prefix_too_long",
            Self::Pattern => "path_prefix_pattern",
        }
    }
}

impl PathPrefix {
    /// Takes a prefix.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: impl Into<Box<str>>) -> Result<Self, InvalidPathPrefix> {
        let text = text.into();
        if text.is_empty() {
            return Err(InvalidPathPrefix::Empty);
        }
        RepositoryPath::parse(text)
            .map(Self)
            .map_err(|rule| match rule {
                InvalidImage::TooLong => InvalidPathPrefix::TooLong,
                _ => InvalidPathPrefix::Pattern,
            })
    }

    /// The prefix as it was given.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a path is this one, or goes on behind it with a further component.
    pub fn covers(&self, path: &RepositoryPath) -> bool {
        let rest = path.as_str().strip_prefix(self.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for PathPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PathPrefix {
    type Err = InvalidPathPrefix;

    fn from_str(text: &str) -> Result<Self, InvalidPathPrefix> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_taken_as_they_are_written() {
        let longest = "a".repeat(255);
        for text in ["a", "0", "acme/app", "a.b/c_d/e__f/g--h/i---j", &longest] {
            assert_eq!(PathPrefix::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn each_broken_rule_is_named() {
        let too_long = "a".repeat(256);
        for (text, rule) in [
            ("", InvalidPathPrefix::Empty),
            (&too_long, InvalidPathPrefix::TooLong),
            ("/", InvalidPathPrefix::Pattern),
            ("/acme", InvalidPathPrefix::Pattern),
            ("acme/", InvalidPathPrefix::Pattern),
            ("acme//app", InvalidPathPrefix::Pattern),
            ("acme/../app", InvalidPathPrefix::Pattern),
            ("Acme", InvalidPathPrefix::Pattern),
            ("-acme", InvalidPathPrefix::Pattern),
            ("acme_", InvalidPathPrefix::Pattern),
            ("ac___me", InvalidPathPrefix::Pattern),
            ("ac..me", InvalidPathPrefix::Pattern),
            ("acme/*", InvalidPathPrefix::Pattern),
            ("acme app", InvalidPathPrefix::Pattern),
            ("acme:1", InvalidPathPrefix::Pattern),
            ("b\u{fc}cher", InvalidPathPrefix::Pattern),
        ] {
            assert_eq!(PathPrefix::parse(text), Err(rule), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_covered_by_whole_components() {
        let prefix = PathPrefix::parse("acme/app").unwrap();
        for (path, is_covered) in [
            ("acme/app", true),
            ("acme/app/web", true),
            ("acme/app-evil", false),
            ("acme/app.evil/web", false),
            ("acme", false),
            ("acme/web", false),
            ("web/acme/app", false),
        ] {
            let path = RepositoryPath::parse(path).unwrap();
            assert_eq!(prefix.covers(&path), is_covered, "{path}");
        }
    }
}
