//! The files that TLS takes: both, or neither.

use std::{
    fmt::{self, Display, Formatter},
    path::PathBuf,
};

use super::{
    error::Problem,
    origin::Origin,
    rules,
    table::{Setting, TLS_CERT_FILE, TLS_KEY_FILE},
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

/// A file that a setting names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Its path.
    pub path: PathBuf,
    /// The key of the setting.
    pub setting: &'static str,
    /// Where the path came from.
    pub origin: Origin,
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

impl NamedFile {
    fn read(values: &mut Values, setting: &'static Setting) -> Result<Option<Self>, Reported> {
        let given = values.given(setting, rules::path)?;
        Ok(given.map(|(path, origin)| Self {
            path,
            setting: setting.names.key,
            origin,
        }))
    }

    fn misses(self, unset: &'static Setting) -> Problem {
        Problem::Missing {
            name: unset.names.key,
            other: self.setting,
            origin: self.origin,
        }
    }
}

/// As messages about settings begin.
impl Display for NamedFile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            setting,
            origin,
        } = self;
        write!(f, "{setting} (from {origin}): {}", path.display())
    }
}
