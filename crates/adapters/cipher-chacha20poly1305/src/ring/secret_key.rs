use pullkey_domain::{company::CompanySalt, id::CompanyId};

use crate::key::Key;

/// A key of the ring that the keys of companies are derived from.
pub(crate) struct SecretKey(Key);

impl SecretKey {
    /// The key that seals this company's secrets. It is not kept: it is wiped as soon as it was used.
    pub(crate) fn of_company(&self, company: CompanyId, salt: &CompanySalt) -> Key {
        self.0.company_key(company, salt)
    }
}

impl From<Key> for SecretKey {
    fn from(key: Key) -> Self {
        Self(key)
    }
}
