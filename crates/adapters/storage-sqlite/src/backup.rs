//! A copy of a database that others use meanwhile.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use diesel::{
    QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Text},
};
use pullkey_storage::BoxError;
use tempfile::{Builder, NamedTempFile};

use crate::{connection, fault::Fault, location::Location, migrations};

/// Why no copy was made. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("there is no database file")]
    Missing,
    /// The file is a database of another program, or an empty one.
    #[error("the file is not a database of Pullkey")]
    NotOurs,
    /// A file that is there is never written to.
    #[error("there is a file of this name already, and it was left as it is")]
    Exists,
    /// The copy cannot be made or kept at its place.
    #[error("no copy can be kept there")]
    Place(#[source] io::Error),
    /// The database could not be read, or the copy not be written.
    #[error("copying failed")]
    Copy(#[source] BoxError),
    /// SQLite copied it, but does not find the copy in order.
    #[error("the database is damaged: its copy fails the check of SQLite, and was removed")]
    Damaged,
}

/// Copies what is committed when it begins, into a file that must not exist yet and that only our user may read.
/// Answers its size in bytes.
///
/// It neither waits for who writes to the database, nor holds them up, nor writes to it. A copy has its name only once
/// it is whole, checked and on disk. Blocks the calling thread for as long as that takes.
///
/// # Errors
/// [`BackupError`] with the reason.
pub fn backup(from: &Path, to: &Path) -> Result<u64, BackupError> {
    let database = Location::of(from).map_err(unreadable)?;
    if !database.exists().map_err(unreadable)? {
        return Err(BackupError::Missing);
    }
    let place = Place::of(to)?;
    let mut connection = connection::looking(&database)?;
    if !migrations::is_ours(&mut connection).map_err(Fault::from)? {
        return Err(BackupError::NotOurs);
    }
    let beside = place.make_beside()?;
    let copy = Location::of(beside.path()).map_err(BackupError::Place)?;
    // The copy of SQLite's own interface for backups begins anew whenever another process writes. This one reads all of
    // it in one transaction, and leaves out what was deleted.
    sql_query("VACUUM INTO ?")
        .bind::<Text, _>(copy.uri())
        .execute(&mut connection)
        .map_err(Fault::from)?;
    check(&mut connection::looking(&copy)?)?;
    place.keep(beside)
}

/// Where the copy is to be kept.
struct Place {
    folder: PathBuf,
    file: PathBuf,
}

impl Place {
    /// Refuses early what [`Self::keep`] would refuse after all the work.
    fn of(path: &Path) -> Result<Self, BackupError> {
        let nameless = || io::Error::new(io::ErrorKind::InvalidInput, "it has no name");
        let name = path.file_name().ok_or_else(nameless);
        let name = name.map_err(BackupError::Place)?;
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = folder.join(name);
        match fs::symlink_metadata(&file) {
            Ok(_) => Err(BackupError::Exists),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self {
                folder: folder.to_owned(),
                file,
            }),
            Err(error) => Err(BackupError::Place(error)),
        }
    }

    /// An empty file in the same folder, for our user only. It goes with the value.
    fn make_beside(&self) -> Result<NamedTempFile, BackupError> {
        let mut name = Builder::new();
        name.prefix(".pullkey-backup-").suffix(".partial");
        name.tempfile_in(&self.folder).map_err(BackupError::Place)
    }

    fn keep(&self, beside: NamedTempFile) -> Result<u64, BackupError> {
        beside.as_file().sync_all().map_err(BackupError::Place)?;
        let kept = beside.persist_noclobber(&self.file);
        let kept = kept.map_err(|refused| match refused.error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists,
            _ => BackupError::Place(refused.error),
        })?;
        // Makes the name last, too.
        let folder = File::open(&self.folder).and_then(|folder| folder.sync_all());
        folder.map_err(BackupError::Place)?;
        Ok(kept.metadata().map_err(BackupError::Place)?.len())
    }
}

#[derive(QueryableByName)]
struct Problems {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What SQLite says about problems may repeat values, so they are only counted. On a connection that cannot write it
/// does not look at the `CHECK`s of tables: one altered row must not forbid a backup.
fn check(copy: &mut SqliteConnection) -> Result<(), BackupError> {
    let query =
        "SELECT COUNT(*) AS count FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    let problems: Problems = sql_query(query).get_result(copy).map_err(Fault::from)?;
    if problems.count == 0 {
        Ok(())
    } else {
        Err(BackupError::Damaged)
    }
}

fn unreadable(error: io::Error) -> BackupError {
    BackupError::Copy(error.into())
}

impl From<Fault> for BackupError {
    fn from(fault: Fault) -> Self {
        Self::Copy(fault.into())
    }
}
