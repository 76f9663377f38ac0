use std::hint::black_box;

use pullkey_cipher::{ApiKeyAuthority, MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken, RowMac, SignedApiKey, Verifier},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};
use subtle::ConstantTimeEq;

use super::KeyRingCipher;

impl ApiKeyAuthority for KeyRingCipher {
    fn primary_pepper(&self) -> RingKeyId {
        self.ring().peppers.primary().id
    }

    fn verifier(&self, token: &ApiKeyToken) -> Verifier {
        let ring = self.ring();
        let pepper = ring.peppers.primary();
        Verifier::current(pepper.id, pepper.key.verifier(token))
    }

    fn row_mac(&self, key: &ApiKey) -> RowMac {
        let ring = self.ring();
        let pepper = ring.peppers.primary();
        RowMac {
            pepper: pepper.id,
            mac: pepper.key.row_mac(key),
        }
    }

    fn verify_row(&self, stored: SignedApiKey) -> Result<ApiKey, RowMacError> {
        let ring = self.ring();
        let RowMac { pepper, mac } = stored.mac();
        let pepper = ring.peppers.find(*pepper).ok_or(MissingKey(*pepper))?;
        let genuine = pepper.row_mac(stored.unverified()).ct_eq(mac);
        if genuine.into() {
            Ok(stored.into_unverified())
        } else {
            Err(RowMacError::Forged)
        }
    }

    fn matches(
        &self,
        token: &ApiKeyToken,
        key: &ApiKey,
        now: Timestamp,
    ) -> Result<Option<Verifier>, MissingKey> {
        let ring = self.ring();
        let mut matched = None;
        let mut missing = None;
        let verifiers = [Some(key.verifier()), key.previous_verifier()];
        for verifier in verifiers.into_iter().flatten() {
            // When each ends is no secret, so to skip one tells nothing; to stop at a match would.
            if !verifier.is_live(now) {
                continue;
            }
            match ring.peppers.find(verifier.pepper()) {
                Some(pepper) => {
                    let is_own: bool = pepper.verifier(token).ct_eq(verifier.mac()).into();
                    matched = matched.or(is_own.then_some(verifier));
                }
                None => missing = missing.or(Some(MissingKey(verifier.pepper()))),
            }
        }
        match missing {
            Some(missing) if matched.is_none() => Err(missing),
            _ => Ok(matched.cloned()),
        }
    }

    fn dummy_match(&self, token: &ApiKeyToken) {
        let ring = self.ring();
        let pepper = &ring.peppers.primary().key;
        let nobodys = [0; 32];
        black_box(pepper.row_mac_of_nobody().ct_eq(&nobodys));
        black_box(pepper.verifier(token).ct_eq(&nobodys));
    }
}
