use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken},
    encoding::Parts,
};
use zeroize::Zeroizing;

use crate::{derive::Purpose, key::Key};

/// The sub-keys of a pepper of the ring.
pub(crate) struct Pepper {
    verifier: Key,
    row: Key,
}

impl Pepper {
    /// HMAC-SHA256 over the token's handle and secret, length-prefixed, behind the part `pullkey/api-key-verifier`.
    pub(crate) fn verifier(&self, token: &ApiKeyToken) -> [u8; 32] {
        let message = Parts::of("pullkey/api-key-verifier")
            .part(token.handle().as_str())
            .part(token.expose_secret())
            .finish();
        self.verifier.mac(&Zeroizing::new(message))
    }

    /// HMAC-SHA256 over everything of a key's row that must not be altered.
    pub(crate) fn row_mac(&self, key: &ApiKey) -> [u8; 32] {
        self.row.mac(&key.mac_input())
    }

    /// The work of a row MAC, for a key that is not there: over as many bytes as a key with a few capabilities has.
    pub(crate) fn row_mac_of_nobody(&self) -> [u8; 32] {
        self.row.mac(&[0; 256])
    }
}

impl From<Key> for Pepper {
    fn from(key: Key) -> Self {
        Self {
            verifier: key.sub_key(Purpose::ApiKeyVerifier),
            row: key.sub_key(Purpose::ApiKeyRow),
        }
    }
}
