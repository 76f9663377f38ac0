use pullkey_domain::{
    audit::{EventSignature, Head, Link, UnsignedEvent},
    ring_key::RingKeyId,
};

use crate::{derive::Purpose, key::Key};

/// The sub-keys of an audit key of the ring.
pub(crate) struct AuditKey {
    row: Key,
    event: Key,
    link: Key,
    head: Key,
}

impl AuditKey {
    /// Signs as the key of this id: an HMAC-SHA256 over the row, and one over all the rest of the event and the first.
    pub(crate) fn sign(&self, id: RingKeyId, event: &UnsignedEvent) -> EventSignature {
        let row_digest = self.row_digest(event.digest_input());
        EventSignature {
            key: id,
            row_digest,
            mac: self.event_mac(&event.signed_bytes(id, &row_digest)),
        }
    }

    /// HMAC-SHA256 over the columns of a row.
    pub(crate) fn row_digest(&self, row: &[u8]) -> [u8; 32] {
        self.row.mac(row)
    }

    /// HMAC-SHA256 over the bytes of an event.
    pub(crate) fn event_mac(&self, event: &[u8]) -> [u8; 32] {
        self.event.mac(event)
    }

    /// HMAC-SHA256 over a link, as the key of this id.
    pub(crate) fn link_mac(&self, id: RingKeyId, link: &Link) -> [u8; 32] {
        self.link.mac(&link.signed_bytes(id))
    }

    /// HMAC-SHA256 over a head, as the key of this id.
    pub(crate) fn head_mac(&self, id: RingKeyId, head: &Head) -> [u8; 32] {
        self.head.mac(&head.signed_bytes(id))
    }
}

impl From<Key> for AuditKey {
    fn from(key: Key) -> Self {
        Self {
            row: key.sub_key(Purpose::AuditRow),
            event: key.sub_key(Purpose::AuditEvent),
            link: key.sub_key(Purpose::AuditLink),
            head: key.sub_key(Purpose::AuditHead),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let audit = AuditKey::from(Key::filled(|key| key.fill(7)));
        let AuditKey {
            row,
            event,
            link,
            head,
        } = &audit;
        let macs = [row, event, link, head].map(|key| key.mac(b"the same"));
        assert_eq!(BTreeSet::from(macs).len(), 4);
    }
}
