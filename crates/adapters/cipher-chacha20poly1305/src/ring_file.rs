//! The file that a key ring comes from.

mod access;
mod document;
mod error;
mod locked;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use pullkey_domain::timestamp::Timestamp;

use self::document::Document;
use crate::KeyRing;

pub use self::{
    access::Exposure,
    error::{RingFault, RingFileError},
    locked::{LockedRing, RingFileKey, TurnError},
};

impl KeyRing {
    /// Reads the ring of a file. Links are followed; what counts is the file at their end.
    ///
    /// # Errors
    /// [`RingFileError`] with the broken rule: the file is missing, it is no regular file of at most 1 MiB, others than its
    /// owner could read or write it, or what it holds is no ring.
    pub fn load(path: &Path) -> Result<Self, RingFileError> {
        load(path).map_err(|fault| RingFileError::new(path, fault))
    }

    /// Makes a ring of three fresh keys, one of each kind, all active and primary, and writes it to a file that does not
    /// exist yet, with mode 0600.
    ///
    /// When it returns, file and folder are synced. A crash at any moment leaves the whole ring or none at this path.
    /// `random` must fill what it is given with random bytes each time it is called:
    /// [`system_random`](crate::system_random).
    ///
    /// # Errors
    /// [`RingFault::Exists`] if there is anything at the path already: it is never overwritten.
    /// [`RingFault::Unwritable`] if it cannot be written there.
    pub fn create(
        path: &Path,
        now: Timestamp,
        random: impl FnMut(&mut [u8]),
    ) -> Result<Self, RingFileError> {
        create(path, now, random).map_err(|fault| RingFileError::new(path, fault))
    }
}

fn load(path: &Path) -> Result<KeyRing, RingFault> {
    let text = read::read(path)?;
    Ok(Document::parse(&text)?.into_ring()?)
}

fn create(
    path: &Path,
    now: Timestamp,
    mut random: impl FnMut(&mut [u8]),
) -> Result<KeyRing, RingFault> {
    let document = Document::fresh(now, &mut random);
    let text = document.to_json();
    // The ring is read from the very bytes that are written: a ring that could not be read is never left behind.
    let ring = Document::parse(&text)?.into_ring()?;
    write::new(path, &text, &mut random)?;
    Ok(ring)
}
