use std::{fmt, str::FromStr};

/// The user name or access key used to log in to a registry: 1 to 39 ASCII letters, digits, `.`, `_` and `-`, with a
/// letter or digit at both ends; or, of a [typed login](Self::of_login), what HTTP can carry.
///
/// ```
/// use pullkey_domain::credential::{InvalidUsername, RegistryUsername};
///
/// assert!(RegistryUsername::parse("my-docker-user").is_ok());
/// assert_eq!(RegistryUsername::parse("-user"), Err(InvalidUsername::Ends));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistryUsername(Box<str>);

/// Why a text cannot be a [`RegistryUsername`].
///
/// ```
/// use pullkey_domain::credential::{InvalidUsername, RegistryUsername};
///
/// assert_eq!(RegistryUsername::check("two words"), Err(InvalidUsername::Character));
/// assert_eq!(InvalidUsername::Character.code(), "username_pattern");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// It has no character.
    #[error("must be 1 to 39 characters")]
    Empty,
    /// It has more than 39 characters.
    #[error("must be 1 to 39 characters")]
    TooLong,
    /// It holds a character that is not allowed.
    #[error("must hold only ASCII letters, digits, '.', '_' and '-'")]
    Character,
    /// It starts or ends with a mark.
    #[error("must start and end with a letter or digit")]
    Ends,
}

impl InvalidUsername {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "username_empty",
            Self::TooLong => "username_too_long",
            Self::Character | Self::Ends => "username_pattern",
        }
    }
}

/// Why a text cannot be the user name of a typed login.
///
/// ```
/// use pullkey_domain::credential::{InvalidLoginUsername, RegistryUsername};
///
/// let refused = RegistryUsername::of_login("robot:ci").unwrap_err();
/// assert_eq!(refused, InvalidLoginUsername::Character);
/// assert_eq!(refused.code(), "login_username_pattern");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLoginUsername {
    /// It has no character.
    #[error("must be 1 to 255 characters")]
    Empty,
    /// It has more than 255 characters.
    #[error("must be 1 to 255 characters")]
    TooLong,
    /// It holds a colon, which ends a user name in HTTP, or a control character.
    #[error("must hold no ':' and no control characters")]
    Character,
}

impl InvalidLoginUsername {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "login_username_empty",
            Self::TooLong => "login_username_too_long",
            Self::Character => "login_username_pattern",
        }
    }
}

impl RegistryUsername {
    /// That of whoever logs in with the key of a service account of Google Cloud.
    pub fn of_service_account_key() -> Self {
        Self("_json_key".into())
    }

    /// Takes the user name of a typed login, such as `robot$ci`: 1 to 255 characters, any but `:` and control characters.
    ///
    /// # Errors
    /// The broken rule.
    pub fn of_login(text: impl Into<Box<str>>) -> Result<Self, InvalidLoginUsername> {
        let text = text.into();
        match text.chars().take(MAX_OF_LOGIN + 1).count() {
            0 => Err(InvalidLoginUsername::Empty),
            length if length > MAX_OF_LOGIN => Err(InvalidLoginUsername::TooLong),
            _ if text.contains(|it: char| it == ':' || it.is_control()) => {
                Err(InvalidLoginUsername::Character)
            }
            _ => Ok(Self(text)),
        }
    }

    /// Whether the text may be a user name.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(text: &str) -> Result<(), InvalidUsername> {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return Err(InvalidUsername::Empty);
        };
        if text.chars().nth(MAX_CHARACTERS).is_some() {
            return Err(InvalidUsername::TooLong);
        }
        if !bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
        {
            return Err(InvalidUsername::Character);
        }
        if !(first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric()) {
            return Err(InvalidUsername::Ends);
        }
        Ok(())
    }

    /// Takes a user name.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: impl Into<Box<str>>) -> Result<Self, InvalidUsername> {
        let text = text.into();
        Self::check(&text)?;
        Ok(Self(text))
    }

    /// The user name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegistryUsername {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RegistryUsername {
    type Err = InvalidUsername;

    fn from_str(text: &str) -> Result<Self, InvalidUsername> {
        Self::parse(text)
    }
}

const MAX_CHARACTERS: usize = 39;
const MAX_OF_LOGIN: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_broken_rule_is_named() {
        let long = "a".repeat(40);
        for (text, rule) in [
            ("", InvalidUsername::Empty),
            (long.as_str(), InvalidUsername::TooLong),
            ("us er", InvalidUsername::Character),
            ("ü", InvalidUsername::Character),
            (".user", InvalidUsername::Ends),
            ("user_", InvalidUsername::Ends),
        ] {
            assert_eq!(RegistryUsername::parse(text), Err(rule), "{text:?}");
        }
    }

    #[test]
    fn a_typed_login_has_what_http_can_carry() {
        let long = "🔑".repeat(255);
        for text in [
            "robot$ci",
            "org+robot",
            "_json_key",
            "ci@example.com",
            "ü",
            &long,
        ] {
            assert_eq!(RegistryUsername::of_login(text).unwrap().as_str(), text);
        }
        let longer = "🔑".repeat(256);
        for (text, rule) in [
            ("", InvalidLoginUsername::Empty),
            (longer.as_str(), InvalidLoginUsername::TooLong),
            ("robot:ci", InvalidLoginUsername::Character),
            ("robot\r\nci", InvalidLoginUsername::Character),
            ("robot\u{85}", InvalidLoginUsername::Character),
            ("\0", InvalidLoginUsername::Character),
        ] {
            assert_eq!(RegistryUsername::of_login(text), Err(rule), "{text:?}");
        }
    }

    #[test]
    fn one_and_39_characters_are_allowed() {
        assert!(RegistryUsername::parse("a").is_ok());
        assert!(RegistryUsername::parse("a".repeat(39)).is_ok());
    }
}
