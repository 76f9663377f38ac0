//! Names that people give to things: one rule for all of them.

/// Why a text cannot be a name.
///
/// ```
/// use pullkey_domain::{InvalidName, company::CompanyName};
///
/// assert_eq!(CompanyName::parse("\0"), Err(InvalidName::Nul));
/// assert_eq!(InvalidName::Nul.code(), "name_nul");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// It has no character.
    #[error("must be 1 to 255 characters")]
    Empty,
    /// It has more than 255 Unicode characters.
    #[error("must be 1 to 255 characters")]
    TooLong,
    /// It holds the character U+0000, which no store keeps.
    #[error("must not hold the character U+0000")]
    Nul,
}

impl InvalidName {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "name_empty",
            Self::TooLong => "name_too_long",
            Self::Nul => "name_nul",
        }
    }
}

/// Whether a text may be a name: 1 to 255 Unicode characters, any but NUL.
pub(crate) fn check(text: &str) -> Result<(), InvalidName> {
    match text.chars().take(MAX_CHARACTERS + 1).count() {
        0 => Err(InvalidName::Empty),
        length if length > MAX_CHARACTERS => Err(InvalidName::TooLong),
        _ if text.contains('\0') => Err(InvalidName::Nul),
        _ => Ok(()),
    }
}

const MAX_CHARACTERS: usize = 255;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Whether the text may be such a name.
            ///
            /// # Errors
            /// [`InvalidName`](crate::InvalidName) with the broken rule.
            pub fn check(text: &str) -> Result<(), $crate::InvalidName> {
                $crate::name::check(text)
            }

            /// Takes a name as it was given: it is not normalised.
            ///
            /// # Errors
            /// [`InvalidName`](crate::InvalidName) with the broken rule.
            pub fn parse(text: impl Into<Box<str>>) -> Result<Self, $crate::InvalidName> {
                let text = text.into();
                Self::check(&text)?;
                Ok(Self(text))
            }

            /// The name as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidName;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidName> {
                Self::parse(text)
            }
        }
    };
}
pub(crate) use name;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::CredentialName;

    #[test]
    fn each_broken_rule_is_named() {
        for (text, rule) in [
            (String::new(), InvalidName::Empty),
            ("a".repeat(256), InvalidName::TooLong),
            ("🔑".repeat(256), InvalidName::TooLong),
            ("a\0b".to_owned(), InvalidName::Nul),
        ] {
            assert_eq!(CredentialName::parse(text), Err(rule));
        }
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert!(CredentialName::parse("🔑".repeat(255)).is_ok());
    }

    #[test]
    fn a_name_is_kept_as_it_was_given() {
        for text in [" ", "\n", "e\u{301}", "é", "\u{2028}"] {
            assert_eq!(CredentialName::parse(text).unwrap().as_str(), text);
        }
    }
}
