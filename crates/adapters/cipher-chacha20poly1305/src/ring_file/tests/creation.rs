use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use pullkey_cipher::RingCensus;
use pullkey_domain::{ring_key::RingKeyKind, timestamp::Timestamp};
use serde_json::Value;

use super::new_path;
use crate::{KeyRing, KeyRingCipher, RingFault, RingFileError, system_random};

#[test]
fn a_created_ring_has_a_fresh_active_primary_of_each_kind() {
    let (folder, path) = new_path();
    create(&path).unwrap();
    let text: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let keys = text["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 3);
    for (key, kind) in keys.iter().zip(RingKeyKind::ALL) {
        assert_eq!(key["kind"], kind.as_str());
        assert_eq!(key["state"], "active");
        assert_eq!(key["created"], "2025-01-30T12:34:56.789Z");
        assert_eq!(key["id"], text["primary"][kind.as_str()]);
    }
    assert_ne!(keys[0]["key"], keys[1]["key"]);
    let others = fs::read_dir(folder.path()).unwrap().count() - 1;
    assert_eq!(others, 0, "something was left beside it");
}

#[test]
fn a_created_ring_is_the_one_that_is_read_back() {
    let (_folder, path) = new_path();
    let census = |ring| KeyRingCipher::new(ring).keys();
    let created = census(create(&path).unwrap());
    assert_eq!(census(KeyRing::load(&path).unwrap()), created);
}

#[test]
fn two_created_rings_share_nothing() {
    let rings = [new_path(), new_path()].map(|(folder, path)| {
        create(&path).unwrap();
        (fs::read_to_string(&path).unwrap(), folder)
    });
    let values = |text: &str, name| {
        let ring: Value = serde_json::from_str(text).unwrap();
        let keys = ring["keys"].as_array().unwrap().clone();
        keys.into_iter().map(move |key| key[name].clone())
    };
    for name in ["id", "key"] {
        let first: Vec<_> = values(&rings[0].0, name).collect();
        assert!(values(&rings[1].0, name).all(|value| !first.contains(&value)));
    }
}

#[test]
fn only_its_owner_may_read_a_created_ring() {
    let (_folder, path) = new_path();
    create(&path).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o600);
}

#[test]
fn a_second_ring_is_refused_and_the_first_untouched() {
    let (folder, path) = new_path();
    create(&path).unwrap();
    let first = fs::read(&path).unwrap();
    let refused = create(&path).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::Exists));
    assert_eq!(fs::read(&path).unwrap(), first);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_link_that_leads_nowhere_is_not_overwritten() {
    let (folder, path) = new_path();
    symlink(folder.path().join("nowhere"), &path).unwrap();
    let refused = create(&path).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::Exists));
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn of_many_who_create_at_once_one_succeeds() {
    let (folder, path) = new_path();
    let created = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| create(&path))).collect();
        let each = all.into_iter().map(|one| one.join().unwrap());
        each.flatten().count()
    });
    assert_eq!(created, 1);
    assert!(KeyRing::load(&path).is_ok());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_ring_in_a_folder_that_is_not_there_is_refused() {
    let (folder, _) = new_path();
    let refused = create(&folder.path().join("none/keyring.json"))
        .err()
        .unwrap();
    assert!(matches!(refused.fault(), RingFault::Unwritable(_)));
}

#[test]
fn ids_differ_although_the_randomness_repeats() {
    let (_folder, path) = new_path();
    let ring = KeyRing::create(&path, now(), |bytes| bytes.fill(u8::MAX)).unwrap();
    let mut ids: Vec<_> = KeyRingCipher::new(ring)
        .keys()
        .iter()
        .map(|key| key.id.as_u32())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, [0, 1, u32::MAX]);
}

fn create(path: &Path) -> Result<KeyRing, RingFileError> {
    KeyRing::create(path, now(), system_random)
}

fn now() -> Timestamp {
    Timestamp::parse("2025-01-30T12:34:56.789Z").unwrap()
}
