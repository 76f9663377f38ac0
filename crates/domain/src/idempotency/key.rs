/// What a caller names an attempt with: 1 to 255 visible ASCII characters. Each company has its own.
///
/// ```
/// use pullkey_domain::idempotency::IdempotencyKey;
///
/// assert!(IdempotencyKey::parse("8e03978e-40d5-43e8-bc93-6894a57f9324").is_ok());
/// assert!(IdempotencyKey::parse("two words").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdempotencyKey(Box<str>);

/// Not an [`IdempotencyKey`].
///
/// ```
/// use pullkey_domain::idempotency::{IdempotencyKey, InvalidIdempotencyKey};
///
/// assert_eq!(IdempotencyKey::parse(""), Err(InvalidIdempotencyKey));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 255 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

const MAX_CHARACTERS: usize = 255;

impl IdempotencyKey {
    /// Takes a key as it was given.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`] if it is empty, too long, or has a character that is not visible ASCII.
    pub fn parse(text: impl Into<Box<str>>) -> Result<Self, InvalidIdempotencyKey> {
        let text = text.into();
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (1..=MAX_CHARACTERS).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(InvalidIdempotencyKey)
        }
    }

    /// The key as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_visible_ascii_character_may_stand_in_a_key() {
        let all: String = ('!'..='~').collect();
        assert_eq!(IdempotencyKey::parse(all.as_str()).unwrap().as_str(), all);
    }

    #[test]
    fn a_key_has_up_to_255_characters() {
        assert!(IdempotencyKey::parse("k".repeat(255)).is_ok());
        for text in [String::new(), "k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(text), Err(InvalidIdempotencyKey));
        }
    }

    #[test]
    fn blanks_controls_and_other_scripts_are_refused() {
        for text in ["a b", "a\t", "\u{7f}", "\0", "é"] {
            assert_eq!(IdempotencyKey::parse(text), Err(InvalidIdempotencyKey));
        }
    }
}
