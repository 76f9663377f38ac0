//! Reads files that somebody else wrote.

use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use zeroize::Zeroizing;

/// Why a file cannot be used. Whoever has this knows its path.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("is not there")]
    Absent,
    #[error("cannot be read: {0}")]
    Unreadable(io::ErrorKind),
    #[error("is no ordinary file of at most {0} bytes")]
    NotOrdinary(u64),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Absent,
            kind => Self::Unreadable(kind),
        }
    }
}

/// The bytes and the mode of a file of at most `longest` bytes.
pub(crate) fn read(path: &Path, longest: u64) -> Result<(Zeroizing<Vec<u8>>, u32), FileError> {
    // Before it is opened, as that would wait for a writer if it were a pipe.
    if !fs::metadata(path)?.is_file() {
        return Err(FileError::NotOrdinary(longest));
    }
    let file = File::open(path)?;
    let mode = file.metadata()?.mode();
    // Room for all of it at once, and for the look whether more follows: a buffer that grows leaves copies behind.
    let room = usize::try_from(longest).unwrap_or_default() + 64;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    if file.take(longest + 1).read_to_end(&mut bytes)? as u64 > longest {
        return Err(FileError::NotOrdinary(longest));
    }
    Ok((bytes, mode))
}
