use pullkey_cipher::{MissingKey, PayloadFingerprinter};
use pullkey_domain::idempotency::Fingerprint;
use subtle::ConstantTimeEq;

use super::KeyRingCipher;

impl PayloadFingerprinter for KeyRingCipher {
    fn fingerprint(&self, payload: &[u8]) -> Fingerprint {
        let ring = self.ring();
        let pepper = ring.peppers.primary();
        Fingerprint::new(pepper.id, pepper.key.fingerprint(pepper.id, payload))
    }

    fn is_of(&self, fingerprint: &Fingerprint, payload: &[u8]) -> Result<bool, MissingKey> {
        let ring = self.ring();
        let id = fingerprint.pepper();
        let pepper = ring.peppers.find(id).ok_or(MissingKey(id))?;
        let own = pepper.fingerprint(id, payload);
        Ok(own.ct_eq(fingerprint.mac()).into())
    }
}
