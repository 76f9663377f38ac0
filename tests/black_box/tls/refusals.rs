//! A service whose certificate or key cannot be used does not start, and makes nothing.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use pullkey_tests::{SelfSigned, TLS, pullkey, run};
use tempfile::{TempDir, tempdir};

fn a_folder_with_a_pair() -> TempDir {
    let folder = tempdir().unwrap();
    SelfSigned::for_this_machine().write(folder.path());
    folder
}

/// Why a service in this folder does not start.
fn refusal(folder: &Path) -> String {
    let refused = run(folder, &TLS);
    assert_eq!(refused.status, Some(1), "{}", refused.stderr);
    assert!(!folder.join("data").exists());
    refused.stderr
}

#[test]
fn one_of_the_two_settings_alone_is_a_wrong_setting() {
    let folder = a_folder_with_a_pair();
    let alone = run(folder.path(), &["--tls-cert-file=cert.pem"]);
    assert_eq!(alone.status, Some(2), "{}", alone.stderr);
    let why = "tls_key_file (unset): tls_cert_file (from --tls-cert-file) needs it";
    assert!(alone.stderr.contains(why), "{}", alone.stderr);
}

#[test]
fn a_key_that_others_may_read_is_refused_with_what_to_do() {
    let folder = a_folder_with_a_pair();
    let key = folder.path().join("key.pem");
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let told = refusal(folder.path());
    assert!(
        told.contains("tls_key_file (from --tls-key-file)"),
        "{told}"
    );
    assert!(told.contains("chmod o= key.pem"), "{told}");
}

#[test]
fn the_key_of_another_certificate_is_refused_and_neither_is_shown() {
    let folder = a_folder_with_a_pair();
    let other = SelfSigned::for_this_machine().key();
    fs::write(folder.path().join("key.pem"), &other).unwrap();
    let told = refusal(folder.path());
    assert!(
        told.contains("not the private key of the first certificate"),
        "{told}"
    );
    for line in other.lines() {
        assert!(!told.contains(line), "{told}");
    }
}

#[test]
fn where_a_file_was_named_is_told() {
    let folder = a_folder_with_a_pair();
    let refused = pullkey(folder.path())
        .env("PULLKEY_TLS_CERT_FILE", "nowhere.pem")
        .env("PULLKEY_TLS_KEY_FILE", "key.pem")
        .output()
        .unwrap();
    let told = String::from_utf8(refused.stderr).unwrap();
    let why = "tls_cert_file (from PULLKEY_TLS_CERT_FILE): nowhere.pem: there is no such file";
    assert!(told.contains(why), "{told}");
}
