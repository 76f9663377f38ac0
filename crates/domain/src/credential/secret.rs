use zeroize::Zeroizing;

/// The password or access token of a registry, in the clear: 8 to 128 Unicode characters, none of them a line
/// terminator (LF, CR, U+2028, U+2029); or, of a [typed login](Self::of_login), up to 16 KiB of text. Kept byte for byte,
/// wiped when dropped.
///
/// It can be read through [`expose`](Self::expose) only.
///
/// ```
/// use pullkey_domain::credential::{InvalidSecret, RegistrySecret};
///
/// let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// assert_eq!(secret.expose(), "my-secret-token");
/// assert_eq!(RegistrySecret::parse("short").err(), Some(InvalidSecret::TooShort));
/// ```
///
/// What is exposed is text like any other:
///
/// ```
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let copy = secret.expose().to_owned();
/// let same = secret.expose() == secret.expose();
/// let shown = format!("{} {:?}", secret.expose(), secret.expose());
/// let json = serde_json::to_string(secret.expose()).unwrap();
/// ```
///
/// The secret itself is not. It cannot be copied, compared, shown or serialised:
///
/// ```compile_fail,E0599
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let copy = secret.clone();
/// ```
///
/// ```compile_fail,E0369
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let same = secret == secret;
/// ```
///
/// ```compile_fail,E0277
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let shown = format!("{}", secret);
/// ```
///
/// ```compile_fail,E0277
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let shown = format!("{:?}", secret);
/// ```
///
/// ```compile_fail,E0277
/// # use pullkey_domain::credential::RegistrySecret;
/// # let secret = RegistrySecret::parse("my-secret-token").unwrap();
/// let json = serde_json::to_string(&secret).unwrap();
/// ```
pub struct RegistrySecret(Zeroizing<Box<str>>);

/// Why a text cannot be a [`RegistrySecret`].
///
/// ```
/// use pullkey_domain::credential::{InvalidSecret, RegistrySecret};
///
/// assert_eq!(RegistrySecret::check("two\nlines"), Err(InvalidSecret::LineTerminator));
/// assert_eq!(InvalidSecret::LineTerminator.code(), "secret_line_terminator");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// It has fewer than 8 characters.
    #[error("must be 8 to 128 characters")]
    TooShort,
    /// It has more than 128 characters.
    #[error("must be 8 to 128 characters")]
    TooLong,
    /// It holds a line terminator.
    #[error("must not hold a line terminator (LF, CR, U+2028, U+2029)")]
    LineTerminator,
}

impl InvalidSecret {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "secret_too_short",
            Self::TooLong => "secret_too_long",
            Self::LineTerminator => "secret_line_terminator",
        }
    }
}

/// Why a text cannot be the secret of a typed login.
///
/// ```
/// use pullkey_domain::credential::{InvalidLoginSecret, RegistrySecret};
///
/// assert_eq!(RegistrySecret::of_login("").err(), Some(InvalidLoginSecret::Empty));
/// assert_eq!(InvalidLoginSecret::Empty.code(), "login_secret_empty");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLoginSecret {
    /// It has no byte.
    #[error("must be 1 to 16,384 bytes of UTF-8")]
    Empty,
    /// It has more than 16,384 bytes.
    #[error("must be 1 to 16,384 bytes of UTF-8")]
    TooLong,
    /// It holds NUL.
    #[error("must not hold NUL")]
    Nul,
}

impl InvalidLoginSecret {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "login_secret_empty",
            Self::TooLong => "login_secret_too_long",
            Self::Nul => "login_secret_nul",
        }
    }
}

impl RegistrySecret {
    /// Copies the secret of a typed login once, at its exact size: 1 to 16,384 bytes of text without NUL.
    ///
    /// # Errors
    /// The broken rule.
    pub fn of_login(text: &str) -> Result<Self, InvalidLoginSecret> {
        match text.len() {
            0 => Err(InvalidLoginSecret::Empty),
            length if length > MAX_BYTES_OF_LOGIN => Err(InvalidLoginSecret::TooLong),
            _ if text.contains('\0') => Err(InvalidLoginSecret::Nul),
            _ => Ok(Self(Zeroizing::new(text.into()))),
        }
    }

    /// Copies what one of the two doors took once, at its exact size.
    ///
    /// # Errors
    /// [`InvalidLoginSecret`] if neither did.
    pub fn restore(text: &str) -> Result<Self, InvalidLoginSecret> {
        // The published pattern lets NUL pass.
        Self::parse(text).or_else(|_| Self::of_login(text))
    }

    /// Whether the text may be a secret.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(text: &str) -> Result<(), InvalidSecret> {
        match text.chars().take(MAX_CHARACTERS + 1).count() {
            length if length < MIN_CHARACTERS => Err(InvalidSecret::TooShort),
            length if length > MAX_CHARACTERS => Err(InvalidSecret::TooLong),
            _ if text.contains(LINE_TERMINATORS) => Err(InvalidSecret::LineTerminator),
            _ => Ok(()),
        }
    }

    /// Copies the text once, at its exact size. Wiping the original is up to its owner.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        Self::check(text)?;
        Ok(Self(Zeroizing::new(text.into())))
    }

    /// Takes a text that wipes itself, without a copy.
    ///
    /// # Errors
    /// The broken rule; the text is wiped then.
    pub fn take(text: Zeroizing<Box<str>>) -> Result<Self, InvalidSecret> {
        Self::check(&text)?;
        Ok(Self(text))
    }

    /// The secret itself. The one way to it: look for this word in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

const MIN_CHARACTERS: usize = 8;
const MAX_CHARACTERS: usize = 128;
const MAX_BYTES_OF_LOGIN: usize = 16_384;
const LINE_TERMINATORS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert!(RegistrySecret::parse(&"🔑".repeat(128)).is_ok());
        assert_eq!(
            RegistrySecret::parse(&"🔑".repeat(7)).err(),
            Some(InvalidSecret::TooShort)
        );
        assert_eq!(
            RegistrySecret::parse(&"🔑".repeat(129)).err(),
            Some(InvalidSecret::TooLong)
        );
    }

    #[test]
    fn a_typed_login_has_bytes_counted_and_lines() {
        let long = "🔑".repeat(4_096);
        for text in ["x", "two\nlines", &long] {
            assert_eq!(RegistrySecret::of_login(text).unwrap().expose(), text);
        }
        let longer = format!("{long}x");
        for (text, rule) in [
            ("", InvalidLoginSecret::Empty),
            (longer.as_str(), InvalidLoginSecret::TooLong),
            ("a\0b", InvalidLoginSecret::Nul),
        ] {
            assert_eq!(RegistrySecret::of_login(text).err(), Some(rule));
        }
    }

    #[test]
    fn a_line_terminator_is_refused_wherever_it_stands() {
        for terminator in LINE_TERMINATORS {
            for text in [
                format!("{terminator}12345678"),
                format!("12345678{terminator}"),
            ] {
                assert_eq!(
                    RegistrySecret::parse(&text).err(),
                    Some(InvalidSecret::LineTerminator)
                );
            }
        }
    }

    #[test]
    fn nothing_of_it_can_be_shown_copied_or_turned_into_something_else() {
        static_assertions::assert_not_impl_any!(
            RegistrySecret: Clone, Copy, ToOwned, Default, PartialEq<RegistrySecret>, PartialEq<str>,
            PartialEq<&'static str>, PartialOrd<RegistrySecret>, std::hash::Hash
        );
        static_assertions::assert_not_impl_any!(
            RegistrySecret: std::fmt::Debug, std::fmt::Display, ToString, serde::Serialize,
            serde::de::DeserializeOwned
        );
        static_assertions::assert_not_impl_any!(
            RegistrySecret: Into<String>, Into<Box<str>>, Into<Vec<u8>>, AsRef<str>, AsRef<[u8]>,
            std::borrow::Borrow<str>, std::ops::Deref
        );
    }
}
