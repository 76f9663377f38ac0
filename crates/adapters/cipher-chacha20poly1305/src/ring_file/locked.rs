//! Changes of a key ring file that is there.

use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_cipher::RingKeyState;
use pullkey_domain::{
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};

use super::{RingFault, RingFileError, document::Document, read, write};

/// A key ring file that nobody else changes as long as this one is there. Who only reads it waits for nobody.
pub struct LockedRing {
    /// Where it really stands, links followed.
    path: PathBuf,
    /// Holds the lock.
    file: File,
    document: Document,
}

/// A key of a key ring file, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingFileKey {
    /// Its id.
    pub id: RingKeyId,
    /// What it is for.
    pub kind: RingKeyKind,
    /// What may be done with it.
    pub state: RingKeyState,
    /// Whether new things of its kind are made with it.
    pub primary: bool,
    /// When it was made.
    pub created: Timestamp,
}

/// Why a key is not turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TurnError {
    /// There is no such key.
    #[error("the key ring has no key {0}; 'pullkey keyring status' shows all")]
    NoSuchKey(RingKeyId),
    /// New things are made with it already.
    #[error("the {kind} key {id} is the primary already")]
    Primary {
        /// What it is for.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
    /// The key that was added last is a primary already.
    #[error("the newest key of the ring is a primary already; 'pullkey keyring rotate' adds one")]
    NoneNewer,
    /// It does nothing any more.
    #[error("the {kind} key {id} is disabled")]
    Disabled {
        /// What it is for.
        kind: RingKeyKind,
        /// Its id.
        id: RingKeyId,
    },
}

impl LockedRing {
    /// Reads the ring of a file as [`KeyRing::load`](crate::KeyRing::load) does, and keeps others from changing it. Waits
    /// for whoever does just now.
    ///
    /// # Errors
    /// As [`KeyRing::load`](crate::KeyRing::load), [`RingFault::Unwritable`] if it cannot be locked, or [`RingFault::Held`] if whoever
    /// does has not ended after 10 seconds.
    pub fn open(path: &Path) -> Result<Self, RingFileError> {
        open(path).map_err(|fault| RingFileError::new(path, fault))
    }

    /// Every key, in the order of the file: what was added last comes last.
    pub fn keys(&self) -> Vec<RingFileKey> {
        self.document.keys()
    }

    /// Adds a fresh key that only opens, and tells its id. `random` must fill what it is given with random bytes.
    pub fn add(
        &mut self,
        kind: RingKeyKind,
        now: Timestamp,
        random: impl FnMut(&mut [u8]),
    ) -> RingKeyId {
        self.document.add(kind, now, random)
    }

    /// Makes this key the primary of its kind, or the newest one of the ring. The primary until now only opens from then on.
    ///
    /// # Errors
    /// [`TurnError`] if it cannot be.
    pub fn promote(&mut self, id: Option<RingKeyId>) -> Result<RingFileKey, TurnError> {
        let promoted = match id {
            Some(id) => self.turnable(id)?,
            None => self.newest()?,
        };
        self.document.promote(promoted.kind, promoted.id);
        self.find(promoted.id)
    }

    /// Makes this key do nothing any more. Whether anything is left that was made with it is the caller's to ask.
    ///
    /// # Errors
    /// [`TurnError`] if it cannot be.
    pub fn disable(&mut self, id: RingKeyId) -> Result<RingFileKey, TurnError> {
        self.turnable(id)?;
        self.document.set_state(id, RingKeyState::Disabled);
        self.find(id)
    }

    /// A key that is neither primary nor disabled.
    ///
    /// # Errors
    /// [`TurnError`] if it is, or is not there.
    pub fn turnable(&self, id: RingKeyId) -> Result<RingFileKey, TurnError> {
        let key = self.find(id)?;
        let RingFileKey { id, kind, .. } = key;
        match key {
            _ if key.primary => Err(TurnError::Primary { kind, id }),
            _ if key.state == RingKeyState::Disabled => Err(TurnError::Disabled { kind, id }),
            key => Ok(key),
        }
    }

    /// Writes what it became in the place of the file: all of it or nothing, synced when this returns. The new file belongs
    /// to whom the old one did.
    ///
    /// # Errors
    /// [`RingFault::Unwritable`] if it cannot be written.
    pub fn save(self, random: impl FnMut(&mut [u8])) -> Result<(), RingFileError> {
        self.try_save(random)
            .map_err(|fault| RingFileError::new(&self.path, fault))
    }

    fn try_save(&self, random: impl FnMut(&mut [u8])) -> Result<(), RingFault> {
        let text = self.document.to_json();
        // A ring that could not be read is never left behind.
        Document::parse(&text)?.into_ring()?;
        let old = self.file.metadata().map_err(RingFault::Unwritable)?;
        write::over(&self.path, &old, &text, random).map_err(RingFault::Unwritable)
    }

    /// The key that was added last, whatever its kind.
    fn newest(&self) -> Result<RingFileKey, TurnError> {
        let last = self.keys().pop().ok_or(TurnError::NoneNewer)?;
        match self.turnable(last.id) {
            Err(TurnError::Primary { .. }) => Err(TurnError::NoneNewer),
            found => found,
        }
    }

    fn find(&self, id: RingKeyId) -> Result<RingFileKey, TurnError> {
        let mut keys = self.keys().into_iter();
        let found = keys.find(|key| key.id == id);
        found.ok_or(TurnError::NoSuchKey(id))
    }
}

/// A change takes less. Whoever holds the lock for longer hangs, or is asked something.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

fn lock(file: &File, patience: Duration) -> Result<(), RingFault> {
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(RingFault::Unwritable(error)),
            Err(TryLockError::WouldBlock) if began.elapsed() >= patience => {
                return Err(RingFault::Held);
            }
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
        }
    }
}

fn open(path: &Path) -> Result<LockedRing, RingFault> {
    loop {
        let path = fs::canonicalize(path).map_err(read::unreadable)?;
        let file = read::open(&path)?;
        lock(&file, PATIENCE)?;
        // Whoever held the lock before may have put another file there.
        if !is_at(&path, &file).map_err(read::unreadable)? {
            continue;
        }
        let text = read::whole(&file)?;
        // All rules hold, though the ring itself is not needed.
        Document::parse(&text)?.into_ring()?;
        let document = Document::parse(&text)?;
        return Ok(LockedRing {
            path,
            file,
            document,
        });
    }
}

fn is_at(path: &Path, file: &File) -> io::Result<bool> {
    let (there, opened) = (fs::metadata(path)?, file.metadata()?);
    Ok((there.dev(), there.ino()) == (opened.dev(), opened.ino()))
}

#[cfg(test)]
mod tests;
