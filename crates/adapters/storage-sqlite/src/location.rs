//! Where the database stands, and who may read its files.

use std::{
    fs::{self, OpenOptions, Permissions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{self, Path},
};

/// Where the database stands.
#[derive(Debug, Clone)]
pub(crate) struct Location(String);

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

const OURS_ONLY: u32 = 0o600;
const OTHERS: u32 = 0o077;

impl Location {
    /// The database at this path.
    ///
    /// It is made absolute, which keeps it the same wherever the process goes.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let path = path::absolute(path)?.into_os_string();
        path.into_string()
            .map(Self)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the path is not UTF-8"))
    }

    /// How SQLite is told to open the file that is there, and to make none: diesel leaves no other way.
    pub(crate) fn uri(&self) -> String {
        self.uri_in_mode("rw")
    }

    /// The same for a file that is only looked at: the system itself refuses to write to it.
    pub(crate) fn uri_to_read(&self) -> String {
        self.uri_in_mode("ro")
    }

    fn uri_in_mode(&self, mode: &str) -> String {
        let escaped = self.0.replace('%', "%25").replace('?', "%3f");
        format!("file://{}?mode={mode}", escaped.replace('#', "%23"))
    }

    /// The file that is there now.
    pub(crate) fn file(&self) -> io::Result<FileId> {
        let metadata = fs::metadata(&self.0)?;
        Ok(FileId {
            device: metadata.dev(),
            inode: metadata.ino(),
        })
    }

    pub(crate) fn exists(&self) -> io::Result<bool> {
        Path::new(&self.0).try_exists()
    }

    /// Makes the file, for our user only, if there is none. SQLite would let others read it; the files that it makes
    /// beside it take over this one's mode.
    pub(crate) fn make(&self) -> io::Result<()> {
        // One that is there is not opened: to close it again would give up the locks that this process holds on it.
        let mut options = OpenOptions::new();
        let made = options.write(true).create_new(true).mode(OURS_ONLY);
        match made.open(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Takes the rights of others from a file that was there before, and from those beside it, which hold the same
    /// rows.
    pub(crate) fn tighten(&self) -> io::Result<()> {
        // SQLite, too, puts them beside the file that a link leads to.
        let file = fs::canonicalize(&self.0)?;
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = file.clone().into_os_string();
            path.push(suffix);
            tighten(Path::new(&path))?;
        }
        Ok(())
    }
}

fn tighten(path: &Path) -> io::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    let mode = metadata.permissions().mode() & 0o7777;
    if !metadata.is_file() || mode & OTHERS == 0 {
        return Ok(());
    }
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(OURS_ONLY)) {
        return match error.kind() {
            // It is somebody else's, who decides about it, or went away meanwhile.
            io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        };
    }
    let mode = format!("{mode:04o}");
    tracing::warn!(
        mode,
        "others had rights to a file of the database, which were taken"
    );
    Ok(())
}
