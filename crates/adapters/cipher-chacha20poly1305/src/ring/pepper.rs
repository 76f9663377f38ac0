use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken},
    encoding::Parts,
    ring_key::RingKeyId,
};
use zeroize::Zeroizing;

use crate::{derive::Purpose, key::Key};

/// The sub-keys of a pepper of the ring.
pub(crate) struct Pepper {
    verifier: Key,
    row: Key,
    idempotency: Key,
    cursor: Key,
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

    /// HMAC-SHA256 over a payload, as the pepper of this id, behind the parts `pullkey/payload-fingerprint` and the id,
    /// both length-prefixed. The payload comes last and as it is: it may be longer than a part, and is copied nowhere.
    pub(crate) fn fingerprint(&self, id: RingKeyId, payload: &[u8]) -> [u8; 32] {
        let head = head("pullkey/payload-fingerprint", id);
        self.idempotency.mac_of_pieces(&[&head, payload])
    }

    /// The first 16 bytes of an HMAC-SHA256 over a cursor, as the pepper of this id, behind the parts `pullkey/cursor` and
    /// the id, both length-prefixed. The cursor comes last and as it is.
    pub(crate) fn cursor_mac(&self, id: RingKeyId, cursor: &[u8]) -> [u8; 16] {
        let head = head("pullkey/cursor", id);
        let whole = self.cursor.mac_of_pieces(&[&head, cursor]);
        let mut mac = [0; 16];
        mac.copy_from_slice(&whole[..16]);
        mac
    }
}

fn head(purpose: &str, id: RingKeyId) -> Vec<u8> {
    Parts::of(purpose).part(id.to_be_bytes()).finish()
}

impl From<Key> for Pepper {
    fn from(key: Key) -> Self {
        Self {
            verifier: key.sub_key(Purpose::ApiKeyVerifier),
            row: key.sub_key(Purpose::ApiKeyRow),
            idempotency: key.sub_key(Purpose::Idempotency),
            cursor: key.sub_key(Purpose::Cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let pepper = Pepper::from(Key::filled(|key| key.fill(7)));
        let Pepper {
            verifier,
            row,
            idempotency,
            cursor,
        } = &pepper;
        let macs = [verifier, row, idempotency, cursor].map(|key| key.mac(b"the same"));
        assert_eq!(BTreeSet::from(macs).len(), 4);
    }
}
