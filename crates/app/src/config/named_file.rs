//! A file that a setting names.

use std::{
    fmt::{self, Display, Formatter},
    path::PathBuf,
};

use super::{
    error::Problem,
    origin::Origin,
    rules,
    table::Setting,
    values::{Reported, Values},
};

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

impl NamedFile {
    /// Reads a setting that names one.
    pub(super) fn read(
        values: &mut Values,
        setting: &'static Setting,
    ) -> Result<Option<Self>, Reported> {
        let given = values.given(setting, rules::path)?;
        Ok(given.map(|(path, origin)| Self {
            path,
            setting: setting.names.key,
            origin,
        }))
    }

    /// The other setting is unset that this one needs.
    pub(super) fn misses(self, unset: &'static Setting) -> Problem {
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
