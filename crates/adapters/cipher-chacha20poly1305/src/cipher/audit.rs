use pullkey_cipher::AuditSigner;
use pullkey_domain::audit::{EventSignature, UnsignedEvent};

use super::KeyRingCipher;

impl AuditSigner for KeyRingCipher {
    fn sign(&self, event: &UnsignedEvent) -> EventSignature {
        let ring = self.ring();
        let audit = ring.audits.primary();
        audit.key.sign(audit.id, event)
    }
}
