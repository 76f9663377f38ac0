//! The data directory: who may look into it, and who serves from it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    process,
};

use anyhow::{Context, bail};
use tracing::warn;

/// Makes the directory, for its owner alone, unless it is there already. One that is there stays as it is, as it may
/// hold other things; if others may look into it, that is told.
///
/// # Errors
/// If it cannot be made.
pub(crate) fn create(path: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("cannot create the data directory {}", path.display()))?;
    let mode = fs::metadata(path).map(|it| it.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        let path = path.display();
        warn!(%path, "others may look into the data directory; its files stay private (chmod 700 closes it)");
    }
    Ok(())
}

/// Held by the one process that serves from a data directory. Released when dropped, or when the process ends.
pub(crate) struct ServeLock(
    #[expect(dead_code, reason = "an open file is what holds the lock")] File,
);

impl ServeLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// If another process holds it: its process id is told.
    pub(crate) fn take(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join("serve.lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid)?;
                bail!(
                    "another pullkey (pid {}) serves from {}; stop it, or give this one another --data-dir",
                    pid.trim(),
                    data_dir.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        write_over(&mut file, &format!("{}\n", process::id()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self(file))
    }
}

/// Writes over what stands in a file, whose room is not given up first: on a full disk, others could take it.
fn write_over(file: &mut File, text: &str) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_with_the_pid_of_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = ServeLock::take(dir.path()).unwrap();
        let refusal = ServeLock::take(dir.path()).err().unwrap().to_string();
        assert!(
            refusal.contains(&format!("pid {}", process::id())),
            "{refusal}"
        );
        drop(first);
        assert!(ServeLock::take(dir.path()).is_ok());
    }

    #[test]
    fn the_pid_takes_the_place_of_a_longer_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("serve.lock");
        fs::write(&path, "a pid of more digits than any\n").unwrap();
        let _lock = ServeLock::take(dir.path()).unwrap();
        let pid = fs::read_to_string(&path).unwrap();
        assert_eq!(pid, format!("{}\n", process::id()));
    }

    #[test]
    fn the_directory_is_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        create(&data).unwrap();
        let mode = fs::metadata(&data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
