//! Writes a file: all of it or nothing.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

use super::RingFault;

/// Writes a file that must not exist yet: the bytes go to one beside the path, which is synced and gets its name by a hard
/// link, which fails if that name is taken. A crash leaves at most the file beside it, which nobody reads.
pub(super) fn new(
    path: &Path,
    bytes: &[u8],
    random: impl FnMut(&mut [u8]),
) -> Result<(), RingFault> {
    let beside = name_beside(path, random);
    let file = open_new(&beside).map_err(RingFault::Unwritable)?;
    let named = fill(file, bytes, MODE)
        .map_err(RingFault::Unwritable)
        .and_then(|()| fs::hard_link(&beside, path).map_err(unnamed));
    // Also after a failure, which is told rather than one here.
    let removed = fs::remove_file(&beside).map_err(RingFault::Unwritable);
    named.and(removed)?;
    sync_folder(path).map_err(RingFault::Unwritable)
}

/// Writes a file in the place of one that is there and was like this, for the same users: a group that has no right to it is
/// not kept, as not everybody may give files to it. A crash leaves the old one or the
/// new one at the path.
pub(super) fn over(
    path: &Path,
    old: &Metadata,
    bytes: &[u8],
    random: impl FnMut(&mut [u8]),
) -> io::Result<()> {
    let beside = name_beside(path, random);
    let replaced = open_new(&beside).and_then(|file| {
        let new = file.metadata()?;
        let uid = (new.uid() != old.uid()).then_some(old.uid());
        let has_group = old.mode() & 0o070 != 0 && new.gid() != old.gid();
        let gid = has_group.then_some(old.gid());
        if uid.is_some() || gid.is_some() {
            fchown(&file, uid, gid)?;
        }
        fill(file, bytes, old.mode() & 0o7777)?;
        fs::rename(&beside, path)
    });
    if replaced.is_err() {
        // What failed first is told.
        let _ = fs::remove_file(&beside);
    }
    replaced?;
    sync_folder(path)
}

fn open_new(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)
}

fn fill(mut file: File, bytes: &[u8], mode: u32) -> io::Result<()> {
    // The mode at creation is lowered by the mask of the process.
    file.set_permissions(Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    file.sync_all()
}

const MODE: u32 = 0o600;

/// A name in the same folder, hidden, and never the same.
fn name_beside(path: &Path, mut random: impl FnMut(&mut [u8])) -> PathBuf {
    let mut drawn = [0; 8];
    random(&mut drawn);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{:016x}", u64::from_be_bytes(drawn)));
    path.with_file_name(name)
}

/// Makes the new name last.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

fn unnamed(error: io::Error) -> RingFault {
    match error.kind() {
        io::ErrorKind::AlreadyExists => RingFault::Exists,
        _ => RingFault::Unwritable(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::chown;

    use nix::unistd::geteuid;

    use super::*;

    #[test]
    fn a_file_keeps_its_owner() {
        if !geteuid().is_root() {
            // Nobody else can give a file away.
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyring.json");
        for owner in [12_345, 0] {
            fs::write(&path, "old").unwrap();
            chown(&path, Some(owner), None).unwrap();
            let old = fs::metadata(&path).unwrap();
            over(&path, &old, b"new", |bytes| bytes.fill(7)).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert_eq!(fs::metadata(&path).unwrap().uid(), owner);
        }
    }

    #[test]
    fn the_folder_of_the_file_is_synced_and_of_a_bare_name_the_current_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(sync_folder(&folder.path().join("keyring.json")).is_ok());
        assert!(sync_folder(&folder.path().join("missing/keyring.json")).is_err());
        assert!(sync_folder(Path::new("keyring.json")).is_ok());
    }
}
