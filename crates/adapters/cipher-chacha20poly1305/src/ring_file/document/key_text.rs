use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::key::Key;

/// A key in base64. It cannot be printed, and is wiped when dropped.
pub(super) struct KeyText(Zeroizing<Box<str>>);

impl KeyText {
    pub(super) fn encode(key: &Key) -> Self {
        Self(Zeroizing::new(STANDARD.encode(key.expose()).into()))
    }

    /// The key, if it has its 32 bytes.
    pub(super) fn decode(&self) -> Option<Key> {
        let mut decoded = None;
        let key = Key::filled(|key| decoded = STANDARD.decode_slice(&**self.0, key).ok());
        (decoded == Some(Key::LENGTH)).then_some(key)
    }
}

impl Serialize for KeyText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text)
    }
}

/// Copies the text once, at its exact size.
struct Text;

impl de::Visitor<'_> for Text {
    type Value = KeyText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<KeyText, E> {
        Ok(KeyText(Zeroizing::new(text.into())))
    }
}
