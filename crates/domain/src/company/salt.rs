use std::fmt;

use zeroize::Zeroize;

/// 32 random bytes that a company's keys are derived with. Whoever deletes them shreds every secret of the company.
///
/// ```
/// use pullkey_domain::company::CompanySalt;
///
/// assert_eq!(format!("{:?}", CompanySalt::from_bytes([7; 32])), "CompanySalt");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CompanySalt([u8; 32]);

impl CompanySalt {
    /// Takes random or stored bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for CompanySalt {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for CompanySalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompanySalt")
    }
}
