//! The files that TLS takes: both, or neither.

use super::{
    named_file::NamedFile,
    table::{TLS_CERT_FILE, TLS_KEY_FILE},
    values::{Reported, Values},
};

/// The files of a certificate and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, then its intermediates.
    pub certificate: NamedFile,
    /// The private key.
    pub key: NamedFile,
}

impl TlsFiles {
    /// Reads both settings, even when the first is refused.
    pub(super) fn read(values: &mut Values) -> Result<Option<Self>, Reported> {
        let certificate = NamedFile::read(values, &TLS_CERT_FILE);
        let key = NamedFile::read(values, &TLS_KEY_FILE);
        let both = match (certificate?, key?) {
            (Some(certificate), Some(key)) => Ok(Some(Self { certificate, key })),
            (None, None) => Ok(None),
            (Some(alone), None) => Err(alone.misses(&TLS_KEY_FILE)),
            (None, Some(alone)) => Err(alone.misses(&TLS_CERT_FILE)),
        };
        values.note(both)
    }
}
