use pullkey_domain::{
    audit::{EventSignature, UnsignedEvent},
    ring_key::RingKeyId,
};

use crate::{derive::Purpose, key::Key};

/// The sub-keys of an audit key of the ring.
pub(crate) struct AuditKey {
    row: Key,
    event: Key,
}

impl AuditKey {
    /// Signs as the key of this id: an HMAC-SHA256 over the row, and one over all the rest of the event and the first.
    pub(crate) fn sign(&self, id: RingKeyId, event: &UnsignedEvent) -> EventSignature {
        let row_digest = self.row.mac(event.digest_input());
        EventSignature {
            key: id,
            row_digest,
            mac: self.event.mac(&event.signed_bytes(id, &row_digest)),
        }
    }
}

impl From<Key> for AuditKey {
    fn from(key: Key) -> Self {
        Self {
            row: key.sub_key(Purpose::AuditRow),
            event: key.sub_key(Purpose::AuditEvent),
        }
    }
}
