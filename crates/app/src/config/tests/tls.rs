//! Certificate and key are given together.

use std::path::Path;

use super::Scene;
use crate::config::Origin;

#[test]
fn nobody_gets_tls_unasked() {
    assert_eq!(Scene::empty().config().tls, None);
}

#[test]
fn both_files_know_who_named_them() {
    let scene = Scene::empty()
        .file("tls_cert_file = 'cert.pem'")
        .env("PULLKEY_TLS_KEY_FILE", "key.pem");
    let tls = scene.config().tls.expect("both are given");
    let file = Origin::File(scene.directory.path().join("pullkey.toml"));
    assert_eq!(tls.certificate.path, Path::new("cert.pem"));
    assert_eq!(tls.certificate.origin, file);
    assert_eq!(
        tls.key.to_string(),
        "tls_key_file (from PULLKEY_TLS_KEY_FILE): key.pem"
    );
}

#[test]
fn a_certificate_without_a_key_is_refused_by_the_name_of_the_key() {
    assert_eq!(
        Scene::empty()
            .env("PULLKEY_TLS_CERT_FILE", "cert.pem")
            .errors(),
        [
            "tls_key_file (unset): tls_cert_file (from PULLKEY_TLS_CERT_FILE) needs it; \
          give both, or neither"
        ]
    );
}

#[test]
fn a_key_without_a_certificate_is_refused_by_the_name_of_the_certificate() {
    assert_eq!(
        Scene::empty().args(["--tls-key-file", "key.pem"]).errors(),
        [
            "tls_cert_file (unset): tls_key_file (from --tls-key-file) needs it; \
          give both, or neither"
        ]
    );
}

#[test]
fn a_file_that_is_refused_is_not_missing() {
    let scene = Scene::empty()
        .file("tls_cert_file = 1")
        .env("PULLKEY_TLS_KEY_FILE", "key.pem");
    assert_eq!(scene.errors().len(), 1);
}
