use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::Path,
    process::Command,
};

use nix::unistd::geteuid;

use super::{load_text, new_path};
use crate::{Exposure, KeyRing, RingFault, fixture};

#[test]
fn a_missing_file_is_told_from_one_that_cannot_be_read() {
    let (_folder, path) = fixture::file("");
    let missing = KeyRing::load(&path.with_file_name("another"))
        .err()
        .unwrap();
    assert!(matches!(missing.fault(), RingFault::Missing));
    let beneath_a_file = KeyRing::load(&path.join("keyring.json")).err().unwrap();
    assert!(matches!(beneath_a_file.fault(), RingFault::Unreadable(_)));
}

#[test]
fn a_folder_is_no_ring() {
    let (folder, _) = fixture::file("");
    let refused = KeyRing::load(folder.path()).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::NotRegular));
}

#[test]
fn a_pipe_is_refused_without_waiting_for_a_writer() {
    let (_folder, path) = new_path();
    let made = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let refused = KeyRing::load(&path).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::NotRegular));
}

#[test]
fn a_file_of_a_mebibyte_is_read_and_a_longer_one_refused() {
    let ring = fixture::ring().to_string();
    let padded = |length: usize| ring.clone() + &" ".repeat(length - ring.len());
    assert!(load_text(&padded(1024 * 1024)).is_ok());
    let refused = load_text(&padded(1024 * 1024 + 1)).err().unwrap();
    assert!(matches!(refused.fault(), RingFault::TooLong));
}

#[test]
fn a_link_is_followed_to_the_file_that_counts() {
    let (folder, path) = fixture::file(&fixture::ring().to_string());
    let link = folder.path().join("link");
    symlink(&path, &link).unwrap();
    assert!(KeyRing::load(&link).is_ok());
    set_mode(&path, 0o604);
    assert!(KeyRing::load(&link).is_err());
}

#[test]
fn a_file_that_others_may_read_is_refused_with_the_command_that_repairs_it() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    set_mode(&path, 0o604);
    let refused = KeyRing::load(&path).err().unwrap();
    assert!(matches!(
        refused.fault(),
        RingFault::Exposed(Exposure::Mode { mode: 0o604, .. })
    ));
    let command = format!("; run: chmod 600 {}", path.display());
    assert!(refused.to_string().ends_with(&command), "{refused}");
    set_mode(&path, 0o600);
    assert!(KeyRing::load(&path).is_ok());
}

#[test]
fn the_owner_of_the_file_itself_decides() {
    let (_folder, path) = fixture::file(&fixture::ring().to_string());
    if geteuid().is_root() {
        chown(&path, Some(12_345), None).unwrap();
        let refused = KeyRing::load(&path).err().unwrap();
        let (owner, user) = (12_345, 0);
        let RingFault::Exposed(exposure) = refused.fault() else {
            panic!("{refused}");
        };
        assert_eq!(*exposure, Exposure::Owner { owner, user });
    } else {
        // Who may not give files away can still find one that is not his.
        set_mode(&path, 0o640);
        assert!(KeyRing::load(&path).is_err());
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
