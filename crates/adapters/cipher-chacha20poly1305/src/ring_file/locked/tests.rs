use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
    sync::mpsc,
    thread,
    time::Duration,
};

use nix::unistd::{getegid, geteuid};
use pullkey_cipher::SecretCipher;
use pullkey_domain::{company::CompanySalt, credential::RegistrySecret};

use super::*;
use crate::{
    KeyRing, KeyRingCipher,
    fixture::{self, binding},
    system_random,
};

fn now() -> Timestamp {
    Timestamp::parse("2026-01-30T00:00:00.000Z").unwrap()
}

fn rotate(path: &Path, kind: RingKeyKind) -> RingKeyId {
    let mut ring = LockedRing::open(path).unwrap();
    let id = ring.add(kind, now(), system_random);
    ring.save(system_random).unwrap();
    id
}

fn promote(path: &Path, id: Option<RingKeyId>) -> Result<RingFileKey, TurnError> {
    let mut ring = LockedRing::open(path).unwrap();
    let promoted = ring.promote(id)?;
    ring.save(system_random).unwrap();
    Ok(promoted)
}

fn disable(path: &Path, id: RingKeyId) -> Result<RingFileKey, TurnError> {
    let mut ring = LockedRing::open(path).unwrap();
    let disabled = ring.disable(id)?;
    ring.save(system_random).unwrap();
    Ok(disabled)
}

fn key(path: &Path, id: RingKeyId) -> (RingKeyState, bool) {
    let keys = LockedRing::open(path).unwrap().keys();
    let key = keys.into_iter().find(|key| key.id == id).unwrap();
    (key.state, key.primary)
}

#[test]
fn a_key_is_added_to_open_promoted_to_seal_and_the_one_before_only_opens_then() {
    use RingKeyState::{Active, DecryptOnly, Disabled};
    for (kind, first) in [
        (RingKeyKind::Secret, fixture::SECRET),
        (RingKeyKind::Pepper, fixture::PEPPER),
        (RingKeyKind::Audit, fixture::AUDIT),
    ] {
        let (_folder, path) = fixture::file(&fixture::ring().to_string());
        let first = RingKeyId::new(first);
        let second = rotate(&path, kind);
        assert_eq!(key(&path, first), (Active, true));
        assert_eq!(key(&path, second), (DecryptOnly, false));
        let promoted = promote(&path, None).unwrap();
        assert_eq!((promoted.kind, promoted.id), (kind, second));
        assert_eq!(key(&path, first), (DecryptOnly, false));
        assert_eq!(key(&path, second), (Active, true));
        assert_eq!(disable(&path, first).unwrap().state, Disabled);
        assert_eq!(key(&path, first), (Disabled, false));
        KeyRing::load(&path).unwrap();
    }
}

#[test]
fn what_was_sealed_before_opens_until_its_key_is_disabled() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    let cipher = KeyRingCipher::new(KeyRing::load(&path).unwrap());
    let secret = RegistrySecret::parse("my-secret-token").unwrap();
    let (salt, binding) = (CompanySalt::from_bytes([7; 32]), binding());
    let sealed = cipher.seal(&secret, &salt, &binding);
    let opens = || {
        cipher.turn(KeyRing::load(&path).unwrap());
        cipher.open(&sealed, &salt, &binding).is_ok()
    };
    rotate(&path, RingKeyKind::Secret);
    assert!(opens());
    promote(&path, None).unwrap();
    assert!(opens());
    let again = cipher.seal(&secret, &salt, &binding);
    disable(&path, RingKeyId::new(fixture::SECRET)).unwrap();
    assert!(!opens());
    assert!(cipher.open(&again, &salt, &binding).is_ok());
}

#[test]
fn what_cannot_be_turned_is_told_and_changes_nothing() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    let (kind, primary) = (RingKeyKind::Secret, RingKeyId::new(fixture::SECRET));
    let before = fs::read(&path).unwrap();
    let nobodys = RingKeyId::new(1);
    assert_eq!(promote(&path, None), Err(TurnError::NoneNewer));
    assert_eq!(
        promote(&path, Some(nobodys)),
        Err(TurnError::NoSuchKey(nobodys))
    );
    assert_eq!(disable(&path, nobodys), Err(TurnError::NoSuchKey(nobodys)));
    let is_primary = TurnError::Primary { kind, id: primary };
    assert_eq!(promote(&path, Some(primary)), Err(is_primary));
    assert_eq!(disable(&path, primary), Err(is_primary));
    assert_eq!(fs::read(&path).unwrap(), before);
    let id = rotate(&path, kind);
    disable(&path, id).unwrap();
    let is_disabled = TurnError::Disabled { kind, id };
    assert_eq!(promote(&path, Some(id)), Err(is_disabled));
    assert_eq!(promote(&path, None), Err(is_disabled));
    assert_eq!(disable(&path, id), Err(is_disabled));
}

#[test]
fn the_newest_key_is_the_one_that_was_added_last_whatever_the_clock_said() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    rotate(&path, RingKeyKind::Secret);
    let mut ring = LockedRing::open(&path).unwrap();
    let earlier = Timestamp::parse("2020-01-30T00:00:00.000Z").unwrap();
    let last = ring.add(RingKeyKind::Audit, earlier, system_random);
    ring.save(system_random).unwrap();
    assert_eq!(promote(&path, None).unwrap().id, last);
}

#[test]
fn a_changed_file_keeps_owner_and_mode_and_stands_behind_the_same_link() {
    let (folder, path) = fixture::file(&fixture::ring().to_string());
    let link = folder.path().join("link.json");
    symlink(&path, &link).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    let before = fs::metadata(&path).unwrap();
    rotate(&link, RingKeyKind::Secret);
    let after = fs::metadata(&path).unwrap();
    let kept = |file: &fs::Metadata| (file.uid(), file.gid(), file.mode());
    assert_eq!(kept(&after), kept(&before));
    assert_ne!(after.ino(), before.ino(), "it is another file");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let beside = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 2, "something was left beside it");
}

#[test]
fn a_group_is_kept_where_it_has_a_right() {
    if !geteuid().is_root() {
        // Nobody else can give a file to any group.
        return;
    }
    let of = |mode| {
        let (_folder, path) = fixture::file(&fixture::ring().to_string());
        chown(&path, None, Some(12_345)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        rotate(&path, RingKeyKind::Secret);
        fs::metadata(&path).unwrap().gid()
    };
    assert_eq!(of(0o640), 12_345);
    assert_eq!(of(0o600), getegid().as_raw());
}

#[test]
fn a_file_that_others_could_read_is_not_changed() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let refused = LockedRing::open(&path).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::Exposed(_)));
}

#[test]
fn changes_at_once_come_one_after_the_other_and_none_is_lost() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| rotate(&path, RingKeyKind::Secret));
        }
    });
    assert_eq!(LockedRing::open(&path).unwrap().keys().len(), 3 + 8);
}

#[test]
fn whoever_would_change_it_meanwhile_waits_and_whoever_reads_it_does_not() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    let held = LockedRing::open(&path).unwrap();
    let (done, is_done) = mpsc::channel();
    let path = &path;
    thread::scope(|scope| {
        // It owns its end of the channel, so that nobody waits for it if it fails.
        scope.spawn(move || {
            rotate(path, RingKeyKind::Secret);
            done.send(()).unwrap();
        });
        KeyRing::load(path).unwrap();
        assert!(is_done.recv_timeout(Duration::from_millis(100)).is_err());
        drop(held);
        is_done.recv().unwrap();
    });
}

#[test]
fn whoever_holds_it_for_ever_is_not_waited_for() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    let held = LockedRing::open(&path).unwrap();
    let other = read::open(&path).unwrap();
    let patience = Duration::from_millis(50);
    assert!(matches!(lock(&other, patience), Err(RingFault::Held)));
    drop(held);
    lock(&other, patience).unwrap();
}
