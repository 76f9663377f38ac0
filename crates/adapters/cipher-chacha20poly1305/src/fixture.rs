//! Rings for tests, as the text of their file.

use std::{fmt::Write, fs, os::unix::fs::PermissionsExt, path::PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use pullkey_domain::{
    credential::{LoginKind, RegistryPlace, RegistryProvider, RegistryUsername, SecretBinding},
    version::SecretVersion,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{KeyRing, KeyRingCipher};

pub(crate) const SECRET: u32 = 0x0102_0304;
pub(crate) const PEPPER: u32 = 0x0506_0708;
pub(crate) const AUDIT: u32 = 0x090a_0b0c;

/// The 32 bytes that count up from `first`.
pub(crate) fn counting<const N: usize>(first: u8) -> [u8; N] {
    let mut next = first;
    [(); N].map(|()| {
        let byte = next;
        next = next.wrapping_add(1);
        byte
    })
}

/// A good ring of one active key of each kind.
pub(crate) fn ring() -> Value {
    json!({
        "format": 1,
        "primary": { "secret": SECRET, "pepper": PEPPER, "audit": AUDIT },
        "keys": [
            key(SECRET, "secret", "active", 0x00),
            key(PEPPER, "pepper", "active", 0x20),
            key(AUDIT, "audit", "active", 0x40),
        ],
    })
}

/// A key whose bytes count up from `first`.
pub(crate) fn key(id: u32, kind: &str, state: &str, first: u8) -> Value {
    json!({
        "id": id,
        "kind": kind,
        "state": state,
        "created": "2025-01-30T00:00:00.000Z",
        "key": STANDARD.encode(counting::<32>(first)),
    })
}

/// A file of mode 0600 with this text, for as long as the folder lives.
pub(crate) fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

/// A cipher with the keys of this ring.
pub(crate) fn cipher(ring: &Value) -> KeyRingCipher {
    let (_folder, path) = file(&ring.to_string());
    KeyRingCipher::new(KeyRing::load(&path).unwrap())
}

/// What a secret is bound to.
pub(crate) fn binding() -> SecretBinding {
    let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    SecretBinding {
        company: id.parse().unwrap(),
        credential: id.parse().unwrap(),
        secret_version: SecretVersion::FIRST,
        place: RegistryPlace::of_provider(RegistryProvider::GitHub),
        login: LoginKind::Password,
        username: RegistryUsername::parse("octocat").unwrap(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
