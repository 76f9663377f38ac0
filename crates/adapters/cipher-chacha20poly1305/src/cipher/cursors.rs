use pullkey_cipher::{CursorMac, CursorSigner, MissingKey};
use subtle::ConstantTimeEq;

use super::KeyRingCipher;

impl CursorSigner for KeyRingCipher {
    fn sign_cursor(&self, cursor: &[u8]) -> CursorMac {
        let ring = self.ring();
        let pepper = ring.peppers.primary();
        CursorMac {
            pepper: pepper.id,
            mac: pepper.key.cursor_mac(pepper.id, cursor),
        }
    }

    fn verify_cursor(&self, cursor: &[u8], mac: &CursorMac) -> Result<bool, MissingKey> {
        let ring = self.ring();
        let CursorMac { pepper: id, mac } = mac;
        let pepper = ring.peppers.find(*id).ok_or(MissingKey(*id))?;
        Ok(pepper.cursor_mac(*id, cursor).ct_eq(mac).into())
    }
}
