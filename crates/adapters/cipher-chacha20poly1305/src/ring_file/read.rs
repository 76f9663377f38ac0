//! Reads a key ring file, if it is kept as it must be.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use super::{Exposure, RingFault};

const LONGEST: u64 = 1024 * 1024;

/// The bytes of the file, in a buffer that wipes itself.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, RingFault> {
    whole(&open(path)?)
}

/// Opens it, if it is a regular file.
pub(super) fn open(path: &Path) -> Result<File, RingFault> {
    // Before it is opened, as that would wait for a writer if it were a pipe.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(RingFault::NotRegular);
    }
    File::open(path).map_err(unreadable)
}

/// All that an opened one holds, if it is kept as it must be.
pub(super) fn whole(mut file: &File) -> Result<Zeroizing<Vec<u8>>, RingFault> {
    // Of what was opened, as another file may stand at the path by now.
    let metadata = file.metadata().map_err(unreadable)?;
    check(&metadata)?;
    let length = usize::try_from(metadata.len()).map_err(|_| RingFault::TooLong)?;
    // All of it is allocated at once: a buffer that grew would leave a copy behind.
    let mut text = Zeroizing::new(vec![0; length]);
    file.read_exact(&mut text).map_err(unreadable)?;
    Ok(text)
}

fn check(metadata: &Metadata) -> Result<(), RingFault> {
    if !metadata.is_file() {
        return Err(RingFault::NotRegular);
    }
    Exposure::check(metadata)?;
    if metadata.len() > LONGEST {
        return Err(RingFault::TooLong);
    }
    Ok(())
}

pub(super) fn unreadable(error: io::Error) -> RingFault {
    match error.kind() {
        io::ErrorKind::NotFound => RingFault::Missing,
        _ => RingFault::Unreadable(error),
    }
}
