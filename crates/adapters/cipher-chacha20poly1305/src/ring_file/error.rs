use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

use super::Exposure;
use crate::InvalidRing;

/// Why a key ring file cannot be used, or cannot be made. Names the file and what to do, and nothing that is in it.
#[derive(Debug)]
pub struct RingFileError {
    path: PathBuf,
    fault: RingFault,
}

/// Which rule of a key ring file is broken.
#[derive(Debug, thiserror::Error)]
pub enum RingFault {
    /// There is nothing at the path.
    #[error("there is no such file")]
    Missing,
    /// There is something at the path already.
    #[error("it exists already, and is never overwritten")]
    Exists,
    /// The system refuses to read it.
    #[error("it cannot be read: {0}")]
    Unreadable(io::Error),
    /// The system refuses to write it.
    #[error("it cannot be written: {0}")]
    Unwritable(io::Error),
    /// Somebody else is changing it, and does not come to an end.
    #[error("another command is changing it, and has been for 10 seconds; end that one first")]
    Held,
    /// It is a folder, a device, or the like.
    #[error("it is not a regular file")]
    NotRegular,
    /// It is too long to be a key ring.
    #[error("it is longer than 1 MiB")]
    TooLong,
    /// It is not kept well enough.
    #[error(transparent)]
    Exposed(#[from] Exposure),
    /// What it holds breaks a rule.
    #[error(transparent)]
    Invalid(#[from] InvalidRing),
}

impl RingFileError {
    pub(super) fn new(path: &Path, fault: RingFault) -> Self {
        Self {
            path: path.to_owned(),
            fault,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The broken rule.
    pub fn fault(&self) -> &RingFault {
        &self.fault
    }
}

/// One line with all there is to say, so there is no `source` that would say it again.
impl fmt::Display for RingFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        write!(f, "key ring {path}: {}", self.fault)?;
        match &self.fault {
            RingFault::Exposed(exposure) => write!(f, "; {}", exposure.remedy(path)),
            _ => Ok(()),
        }
    }
}

impl Error for RingFileError {}
