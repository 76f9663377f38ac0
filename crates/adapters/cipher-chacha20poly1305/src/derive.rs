//! Keys made of keys, so that none serves two purposes.

use hkdf::Hkdf;
use pullkey_domain::{company::CompanySalt, id::CompanyId};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::key::Key;

/// What a derived key is for. NEVER change a word: nothing made with the key would open or match again.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Seals one company's registry secrets.
    CompanySecret,
    /// Makes verifiers of API keys.
    ApiKeyVerifier,
    /// Makes the row MACs of API keys.
    ApiKeyRow,
    /// Makes the fingerprints of payloads.
    Idempotency,
    /// Makes the MACs of cursors.
    Cursor,
    /// Makes the row digests of audit events.
    AuditRow,
    /// Makes the MACs of audit events.
    AuditEvent,
    /// Links audit events into chains.
    AuditLink,
    /// Makes the MACs of the heads of chains.
    AuditHead,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::CompanySecret => "secret/company",
            Self::ApiKeyVerifier => "api-key/verifier",
            Self::ApiKeyRow => "api-key/row",
            Self::Idempotency => "idempotency",
            Self::Cursor => "cursor",
            Self::AuditRow => "audit/row",
            Self::AuditEvent => "audit/event",
            Self::AuditLink => "audit/link",
            Self::AuditHead => "audit/head",
        }
    }
}

impl Key {
    /// The sub-key for a purpose: HKDF-SHA256 with this key as input, no salt, and the purpose's word as info.
    pub(crate) fn sub_key(&self, purpose: Purpose) -> Self {
        hkdf(self.expose(), None, &[purpose.as_str().as_bytes()])
    }

    /// The key of one company: HKDF-SHA256 with this key as input, the 32 bytes of the company's salt as salt, and as
    /// info the 14 bytes `secret/company` followed by the 16 bytes of the company's id, 30 in all.
    ///
    /// The id's length is fixed, so nothing stands between the two. Without the salt, which stands in the company's row
    /// only, nobody makes this key again.
    pub(crate) fn company_key(&self, company: CompanyId, salt: &CompanySalt) -> Self {
        let purpose = Purpose::CompanySecret.as_str().as_bytes();
        let info = [purpose, company.as_bytes()];
        hkdf(self.expose(), Some(salt.as_bytes()), &info)
    }
}

/// HKDF-SHA256 of RFC 5869 with 32 bytes of output. The parts of `info` are joined as they are.
#[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8,160 bytes")]
pub(crate) fn hkdf(input: &[u8], salt: Option<&[u8]>, info: &[&[u8]]) -> Key {
    let (mut extracted, hkdf) = Hkdf::<Sha256>::extract(salt, input);
    extracted.as_mut_slice().zeroize();
    Key::filled(|key| {
        hkdf.expand_multi_info(info, key)
            .expect("32 bytes are few enough");
    })
}
