use pullkey_cipher::{AuditAuthority, AuditSigner, MissingKey};
use pullkey_domain::{
    audit::{AuditEvent, ChainMac, EventSignature, Head, Link, UnsignedEvent},
    ring_key::RingKeyId,
};
use subtle::ConstantTimeEq;

use super::KeyRingCipher;
use crate::ring::AuditKey;

impl AuditSigner for KeyRingCipher {
    fn sign(&self, event: &UnsignedEvent) -> EventSignature {
        let ring = self.ring();
        let audit = ring.audits.primary();
        audit.key.sign(audit.id, event)
    }
}

impl AuditAuthority for KeyRingCipher {
    fn verify_event(&self, event: &AuditEvent) -> Result<bool, MissingKey> {
        let EventSignature { key, mac, .. } = event.signature();
        self.verify(*key, mac, |audit| audit.event_mac(&event.signed_bytes()))
    }

    fn verify_row(&self, row: &[u8], key: RingKeyId, digest: &[u8]) -> Result<bool, MissingKey> {
        self.verify(key, digest, |audit| audit.row_digest(row))
    }

    fn sign_link(&self, link: &Link) -> ChainMac {
        let ring = self.ring();
        let audit = ring.audits.primary();
        let (key, mac) = (audit.id, audit.key.link_mac(audit.id, link));
        ChainMac { key, mac }
    }

    fn verify_link(&self, link: &Link, mac: &ChainMac) -> Result<bool, MissingKey> {
        self.verify(mac.key, &mac.mac, |audit| audit.link_mac(mac.key, link))
    }

    fn sign_head(&self, head: &Head) -> ChainMac {
        let ring = self.ring();
        let audit = ring.audits.primary();
        let (key, mac) = (audit.id, audit.key.head_mac(audit.id, head));
        ChainMac { key, mac }
    }

    fn verify_head(&self, head: &Head, mac: &ChainMac) -> Result<bool, MissingKey> {
        self.verify(mac.key, &mac.mac, |audit| audit.head_mac(mac.key, head))
    }
}

impl KeyRingCipher {
    /// Whether the audit key of this id makes this MAC.
    fn verify(
        &self,
        key: RingKeyId,
        mac: &[u8],
        make: impl FnOnce(&AuditKey) -> [u8; 32],
    ) -> Result<bool, MissingKey> {
        let ring = self.ring();
        let audit = ring.audits.find(key).ok_or(MissingKey(key))?;
        Ok(make(audit).ct_eq(mac).into())
    }
}
