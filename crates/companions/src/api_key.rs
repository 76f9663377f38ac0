//! The API key that is handed out.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::file::{self, FileError};

/// Far more than any key has: a file that is longer is the wrong one.
const LONGEST: u64 = 4096;
/// What every key begins with. A password of some registry does not, and is kept from the gateway by this.
const PREFIX: &str = "plk_";
/// Every right of those who are not the owner.
const OTHERS: u32 = 0o077;

/// An API key, wiped when dropped. It has no `Debug`, so it gets into no message by mistake.
pub(crate) struct ApiKey(Zeroizing<String>);

/// Why there is no key. Never holds what was read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiKeyError {
    #[error("{0} holds no API key: one begins with plk_ and has no spaces")]
    Malformed(String),
    #[error("the API key file {0} has to be given with its whole path, from / on")]
    Relative(PathBuf),
    #[error("the API key file {0} {1}")]
    File(PathBuf, FileError),
}

impl ApiKey {
    /// Takes a key, and one end of line after it. Whether the key is good is for the gateway to say. `origin` is where
    /// it came from, for the error.
    pub(crate) fn parse(text: &str, origin: &str) -> Result<Self, ApiKeyError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let key = line.strip_suffix('\r').unwrap_or(line);
        let rest = key.strip_prefix(PREFIX).unwrap_or_default();
        if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ApiKeyError::Malformed(origin.to_owned()));
        }
        Ok(Self(Zeroizing::new(key.to_owned())))
    }

    /// Reads a key from a file. `warn` hears if others could read that, too: a key that works is better than none while
    /// somebody sees to it.
    pub(crate) fn read(path: &Path, warn: &mut dyn FnMut(&str)) -> Result<Self, ApiKeyError> {
        if !path.is_absolute() {
            return Err(ApiKeyError::Relative(path.to_owned()));
        }
        let read = file::read(path, LONGEST);
        let (bytes, mode) = read.map_err(|error| ApiKeyError::File(path.to_owned(), error))?;
        let shown = path.display();
        if mode & OTHERS != 0 {
            let rights = mode & 0o7777;
            warn(&format!(
                "the API key file {shown} can be read by others (its mode is {rights:04o}): chmod 600 {shown}"
            ));
        }
        let text = str::from_utf8(&bytes).unwrap_or_default();
        Self::parse(text, &format!("the file {shown}"))
    }

    /// The key. Look for this word in a review.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };

    use tempfile::tempdir;

    use super::*;

    fn parsed(text: &str) -> Option<String> {
        let key = ApiKey::parse(text, "it").ok()?;
        Some(key.expose().to_owned())
    }

    #[test]
    fn one_end_of_line_after_a_key_is_dropped() {
        for text in ["plk_a_b", "plk_a_b\n", "plk_a_b\r\n"] {
            assert_eq!(parsed(text).as_deref(), Some("plk_a_b"), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_without_being_told() {
        for text in [
            "",
            "\n",
            "plk_",
            "plk_\n",
            "hunter22",
            "plk_a b",
            "plk_a\n\n",
            " plk_a",
            "plk_é",
        ] {
            let error = ApiKey::parse(text, "PULLKEY_API_KEY").err().unwrap();
            assert_eq!(
                error.to_string(),
                "PULLKEY_API_KEY holds no API key: one begins with plk_ and has no spaces"
            );
        }
    }

    #[test]
    fn a_file_that_others_can_read_is_warned_about_and_read() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "plk_a_b\n").unwrap();
        for (mode, expected) in [(0o600, 0), (0o400, 0), (0o640, 1), (0o604, 1)] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let mut warnings = Vec::new();
            let key = ApiKey::read(&path, &mut |it| warnings.push(it.to_owned()))
                .ok()
                .unwrap();
            assert_eq!(key.expose(), "plk_a_b");
            assert_eq!(warnings.len(), expected, "{mode:o}");
        }
    }

    #[test]
    fn what_is_no_file_with_a_key_is_refused_with_its_path() {
        let folder = tempdir().unwrap();
        let long = folder.path().join("long");
        fs::write(&long, format!("plk_{}", "a".repeat(4093))).unwrap();
        let absent = folder.path().join("absent");
        let said = |path: &Path| ApiKey::read(path, &mut |_| ()).err().unwrap().to_string();
        assert!(said(&long).ends_with("long is no ordinary file of at most 4096 bytes"));
        assert!(said(folder.path()).ends_with("is no ordinary file of at most 4096 bytes"));
        assert!(said(&absent).ends_with("absent is not there"));
        assert!(said(Path::new("key")).ends_with("has to be given with its whole path, from / on"));
    }
}
