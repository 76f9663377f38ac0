use std::fmt;

use zeroize::Zeroizing;

/// The public part of an API key's token: 16 random characters of base62. It finds the key, it proves nothing, and it
/// survives rotation.
///
/// ```
/// use pullkey_domain::api_key::ApiKeyHandle;
///
/// assert!(ApiKeyHandle::parse("0123456789abcdef").is_ok());
/// assert!(ApiKeyHandle::parse("too short").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiKeyHandle([u8; HANDLE]);

/// A whole API key, in the clear: `plk_<handle>_<secret><checksum>`. Shown once, when it is made; never stored; wiped
/// when dropped.
///
/// The handle has 16 and the secret 32 characters of base62 (`0-9A-Za-z`): 190 bits that nobody can guess. The checksum
/// is the CRC-32 of all before it, as six characters of base62, most significant first: it tells a typo from an unknown
/// key without a look at the store, and lets scanners find keys that leaked.
///
/// ```
/// use pullkey_domain::api_key::ApiKeyToken;
///
/// let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
/// assert_eq!(token.expose(), "plk_7777777777777777_777777777777777777777777777777773mlumu");
/// assert!(ApiKeyToken::parse(token.expose()).is_ok());
/// assert!(ApiKeyToken::parse("plk_7777777777777777_777777777777777777777777777777773mlumv").is_err());
/// ```
///
/// What is exposed can be printed, the token itself cannot:
///
/// ```
/// # use pullkey_domain::api_key::ApiKeyToken;
/// # let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
/// let shown = format!("{:?}", token.expose());
/// ```
///
/// ```compile_fail,E0277
/// # use pullkey_domain::api_key::ApiKeyToken;
/// # let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
/// let shown = format!("{:?}", token);
/// ```
pub struct ApiKeyToken(Zeroizing<Box<str>>);

/// Not an API key: wrong length, alphabet, prefix or checksum. The form is public, so this tells nothing.
///
/// ```
/// use pullkey_domain::api_key::{ApiKeyToken, MalformedToken};
///
/// assert_eq!(ApiKeyToken::parse("plk_").err(), Some(MalformedToken));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an API key")]
pub struct MalformedToken;

const PREFIX: &str = ApiKeyToken::PREFIX;
const HANDLE: usize = 16;
const SECRET: usize = 32;
const CHECKSUM: usize = 6;
const SECRET_AT: usize = PREFIX.len() + HANDLE + 1;
const CHECKSUM_AT: usize = SECRET_AT + SECRET;
const LENGTH: usize = CHECKSUM_AT + CHECKSUM;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl ApiKeyHandle {
    /// Takes a stored handle.
    ///
    /// # Errors
    /// [`MalformedToken`] unless it is 16 characters of base62.
    pub fn parse(text: &str) -> Result<Self, MalformedToken> {
        let bytes = text.as_bytes().try_into().map_err(|_| MalformedToken)?;
        is_base62(text.as_bytes())
            .then_some(Self(bytes))
            .ok_or(MalformedToken)
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever put in.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for ApiKeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ApiKeyToken {
    /// What every token starts with. NEVER change it: secret scanners look for it, and every key ever made has it.
    pub const PREFIX: &str = "plk_";

    /// Makes a token out of randomness: `fill` must fill what it is given with random bytes each time it is called.
    pub fn generate(mut fill: impl FnMut(&mut [u8])) -> Self {
        let mut handle = String::with_capacity(HANDLE);
        push_random(&mut handle, HANDLE, &mut fill);
        Self::with(&handle, fill)
    }

    /// Makes another token for the key of this handle, with a secret out of randomness as [`generate`](Self::generate) has
    /// it.
    ///
    /// ```
    /// # use pullkey_domain::api_key::ApiKeyToken;
    /// let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
    /// let another = ApiKeyToken::another(token.handle(), |bytes| bytes.fill(8));
    /// assert_eq!(another.handle(), token.handle());
    /// assert_ne!(another.expose(), token.expose());
    /// ```
    pub fn another(handle: ApiKeyHandle, fill: impl FnMut(&mut [u8])) -> Self {
        Self::with(handle.as_str(), fill)
    }

    fn with(handle: &str, mut fill: impl FnMut(&mut [u8])) -> Self {
        let mut text = String::with_capacity(LENGTH);
        text.push_str(PREFIX);
        text.push_str(handle);
        text.push('_');
        push_random(&mut text, SECRET, &mut fill);
        let checksum = checksum(text.as_bytes());
        text.extend(checksum.map(char::from));
        // Capacity and length are equal, so the box takes the buffer over: no copy is left behind.
        Self(Zeroizing::new(text.into_boxed_str()))
    }

    /// Reads a token that was sent.
    ///
    /// # Errors
    /// [`MalformedToken`] if it is none, or mistyped.
    pub fn parse(text: &str) -> Result<Self, MalformedToken> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == LENGTH
            && text.starts_with(PREFIX)
            && bytes[SECRET_AT - 1] == b'_'
            && is_base62(&bytes[PREFIX.len()..SECRET_AT - 1])
            && is_base62(&bytes[SECRET_AT..]);
        if !shaped || checksum(&bytes[..CHECKSUM_AT]) != bytes[CHECKSUM_AT..] {
            return Err(MalformedToken);
        }
        Ok(Self(Zeroizing::new(text.into())))
    }

    /// The public part.
    pub fn handle(&self) -> ApiKeyHandle {
        let mut handle = [0; HANDLE];
        handle.copy_from_slice(&self.0.as_bytes()[PREFIX.len()..SECRET_AT - 1]);
        ApiKeyHandle(handle)
    }

    /// The secret part, as verifiers are made of it.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0.as_bytes()[SECRET_AT..CHECKSUM_AT]
    }

    /// The whole token. Look for this word in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Without a branch on any character: a processor foresees branches from what it did a moment ago, so that the time would
/// tell how far a secret agrees with another one that was just read.
fn is_base62(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .fold(true, |so_far, byte| so_far & is_alphanumeric(*byte))
}

fn is_alphanumeric(byte: u8) -> bool {
    let digit = byte.wrapping_sub(b'0') < 10;
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    digit | letter
}

/// Adds `count` random characters, each equally likely: six bits are drawn again where they name no character.
fn push_random(text: &mut String, count: usize, fill: &mut impl FnMut(&mut [u8])) {
    let end = text.len() + count;
    let mut drawn = Zeroizing::new([0_u8; 64]);
    while text.len() < end {
        fill(&mut *drawn);
        let wanted = end - text.len();
        text.extend(
            drawn
                .iter()
                .filter_map(|byte| BASE62.get(usize::from(byte & 0x3f)))
                .take(wanted)
                .map(|character| char::from(*character)),
        );
    }
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut rest = crc32fast::hash(bytes);
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> ApiKeyToken {
        let mut next = 0_u8;
        ApiKeyToken::generate(|bytes| {
            for byte in bytes {
                *byte = next;
                next = next.wrapping_add(1);
            }
        })
    }

    #[test]
    fn a_generated_token_is_read_back_with_its_handle_and_secret() {
        let token = token();
        let read = ApiKeyToken::parse(token.expose()).unwrap();
        assert_eq!(read.handle().as_str(), "0123456789ABCDEF");
        assert_eq!(read.expose_secret(), &token.expose().as_bytes()[21..53]);
        assert_eq!(token.expose().len(), 59);
    }

    #[test]
    fn six_bits_that_name_no_character_are_drawn_again() {
        let mut calls = 0;
        let token = ApiKeyToken::generate(|bytes| {
            calls += 1;
            bytes.fill(if calls == 1 { 62 } else { 0 });
        });
        assert_eq!(token.handle().as_str(), "0000000000000000");
        assert_eq!(calls, 3);
    }

    #[test]
    fn the_alphabet_is_digits_and_letters() {
        for byte in 0..=u8::MAX {
            assert_eq!(is_base62(&[byte]), byte.is_ascii_alphanumeric(), "{byte}");
        }
    }

    #[test]
    fn every_single_typo_is_refused() {
        let token = token();
        for at in 0..LENGTH {
            let mut typo = token.expose().to_owned();
            let other = if &typo[at..=at] == "x" { "y" } else { "x" };
            typo.replace_range(at..=at, other);
            assert!(ApiKeyToken::parse(&typo).is_err(), "at {at}");
        }
    }

    #[test]
    fn what_is_longer_shorter_or_not_ascii_is_refused() {
        let token = token();
        for text in [
            "",
            "plk_",
            &token.expose()[1..],
            &format!("{} ", token.expose()),
            &"é".repeat(30),
        ] {
            assert!(ApiKeyToken::parse(text).is_err());
        }
    }

    #[test]
    fn nothing_of_it_can_be_shown_copied_or_turned_into_something_else() {
        static_assertions::assert_not_impl_any!(
            ApiKeyToken: Clone, Copy, ToOwned, Default, PartialEq<ApiKeyToken>, PartialEq<str>,
            PartialEq<&'static str>, PartialOrd<ApiKeyToken>, std::hash::Hash
        );
        static_assertions::assert_not_impl_any!(
            ApiKeyToken: fmt::Debug, fmt::Display, ToString, serde::Serialize,
            serde::de::DeserializeOwned
        );
        static_assertions::assert_not_impl_any!(
            ApiKeyToken: Into<String>, Into<Box<str>>, Into<Vec<u8>>, AsRef<str>, AsRef<[u8]>,
            std::borrow::Borrow<str>, std::ops::Deref
        );
    }
}
