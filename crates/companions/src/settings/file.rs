//! The file that can stand in for variables.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::SettingsError;
use crate::file::{self, FileError};

/// Far more than it takes.
const LONGEST: u64 = 64 * 1024;

/// What the file may tell. It has no key in it: a key has a file of its own, which nobody shows around or puts under
/// version control with the rest of a home.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    #[serde(default)]
    pub(super) gateway: Vec<String>,
    #[serde(default)]
    pub(super) api_key_file: Option<PathBuf>,
}

impl SettingsFile {
    /// Reads it. One that is not there tells nothing.
    pub(super) fn read(path: &Path) -> Result<Self, SettingsError> {
        let bytes = match file::read(path, LONGEST) {
            Err(FileError::Absent) => return Ok(Self::default()),
            Err(error) => return Err(SettingsError::File(path.to_owned(), error)),
            Ok((bytes, _)) => bytes,
        };
        // Of the error only the place is told: its text repeats what stands there, which may be a key after all.
        serde_json::from_slice(&bytes).map_err(|error| {
            SettingsError::Malformed(path.to_owned(), error.line(), error.column())
        })
    }
}
