//! The key of whoever runs the service, for the operator surface.

use std::sync::Arc;

use pullkey_domain::api_key::ApiKeyToken;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The operator's key, in the clear: 32 to 1000 visible ASCII characters, so that a header can carry it. No API key has
/// its form, so neither lets anybody in where the other does. Wiped when dropped; nothing shows it.
#[derive(Clone)]
pub struct OperatorKey(Arc<Zeroizing<Box<str>>>);

/// Not an operator's key: too short, too long, with a character that is not visible ASCII, or an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 32 to 1000 visible ASCII characters, or an API key")]
pub struct InvalidOperatorKey;

const MIN_CHARACTERS: usize = 32;
/// So that it fits into the head of a request, with room for others.
const MAX_CHARACTERS: usize = 1000;

impl OperatorKey {
    /// Copies the text once. Wiping the original is up to its owner.
    ///
    /// # Errors
    /// [`InvalidOperatorKey`] if it cannot be one.
    pub fn parse(text: &str) -> Result<Self, InvalidOperatorKey> {
        let fits = (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.len());
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits || !visible || ApiKeyToken::parse(text).is_ok() {
            return Err(InvalidOperatorKey);
        }
        Ok(Self(Arc::new(Zeroizing::new(text.into()))))
    }

    /// Whether this is what somebody sent. The time that it takes tells the length of the key at most.
    pub(crate) fn matches(&self, sent: &str) -> bool {
        self.0.as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_32_to_1000_visible_ascii_characters() {
        for right in ["!".repeat(32), "~".repeat(1000)] {
            assert!(OperatorKey::parse(&right).is_ok(), "{right}");
        }
        let with = |odd: &str| format!("{}{odd}", "a".repeat(32));
        let wrong = [
            String::new(),
            "a".repeat(31),
            "a".repeat(1001),
            with(" "),
            with("\n"),
            with("\u{7f}"),
            with("\u{e9}"),
        ];
        for wrong in wrong {
            assert!(OperatorKey::parse(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_api_key_is_none() {
        let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
        assert!(OperatorKey::parse(token.expose()).is_err());
    }

    #[test]
    fn it_matches_itself_and_nothing_else() {
        let text = "0123456789abcdef0123456789abcdef";
        let key = OperatorKey::parse(text).unwrap();
        assert!(key.matches(text));
        for other in [
            "",
            "0123456789abcdef0123456789abcdee",
            "1123456789abcdef0123456789abcdef",
            "0123456789ABCDEF0123456789ABCDEF",
            "0123456789abcdef0123456789abcdef0",
            "0123456789abcdef0123456789abcde",
        ] {
            assert!(!key.matches(other), "{other}");
        }
    }

    #[test]
    fn nothing_of_it_can_be_shown_compared_or_turned_into_something_else() {
        static_assertions::assert_not_impl_any!(
            OperatorKey: std::fmt::Debug, std::fmt::Display, ToString, serde::Serialize,
            PartialEq<OperatorKey>, PartialEq<str>, Into<String>, AsRef<str>, AsRef<[u8]>, std::ops::Deref
        );
    }
}
