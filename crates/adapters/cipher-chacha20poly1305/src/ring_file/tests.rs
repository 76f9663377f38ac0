mod access;
mod content;
mod creation;

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{KeyRing, RingFileError, fixture};

fn load_text(text: &str) -> Result<KeyRing, RingFileError> {
    let (_folder, path) = fixture::file(text);
    KeyRing::load(&path)
}

/// The good ring, with another value at one place.
fn altered(pointer: &str, value: Value) -> String {
    let mut ring = fixture::ring();
    *ring.pointer_mut(pointer).unwrap() = value;
    ring.to_string()
}

/// The good ring, with one member more.
fn added(pointer: &str, name: &str) -> String {
    let mut ring = fixture::ring();
    ring.pointer_mut(pointer).unwrap()[name] = json!(1);
    ring.to_string()
}

/// A path in a folder of its own, with nothing there yet.
fn new_path() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    (folder, path)
}
