//! Reads the files of TLS.

use std::{
    fs::{self, File},
    io::Read,
    os::unix::fs::MetadataExt,
    path::Path,
};

use zeroize::Zeroizing;

use super::fault::TlsFault;

const LONGEST: u64 = 1024 * 1024;
/// Every right of those who are neither the owner nor in the group.
const OTHERS: u32 = 0o007;

/// The bytes of a file that anybody may see.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, TlsFault> {
    read_if(path, |_| Ok(()))
}

/// The bytes of a file that others must not be able to read. Who is in its group is up to whoever keeps the key: many
/// services may use one.
pub(super) fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, TlsFault> {
    read_if(path, |mode| {
        if mode & OTHERS != 0 {
            let path = path.to_owned();
            return Err(TlsFault::Exposed { mode, path });
        }
        Ok(())
    })
}

fn read_if(
    path: &Path,
    may: impl Fn(u32) -> Result<(), TlsFault>,
) -> Result<Zeroizing<Vec<u8>>, TlsFault> {
    // Before it is opened, as that would wait for a writer if it were a pipe.
    if !fs::metadata(path)?.is_file() {
        return Err(TlsFault::NotRegular);
    }
    let mut file = File::open(path)?;
    // Of what was opened, as another file may stand at the path by now.
    let metadata = file.metadata()?;
    may(metadata.mode() & 0o7777)?;
    let length = match usize::try_from(metadata.len()) {
        Ok(length) if metadata.is_file() && metadata.len() <= LONGEST => length,
        _ => return Err(TlsFault::NotRegular),
    };
    let mut bytes = Zeroizing::new(vec![0; length]);
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
