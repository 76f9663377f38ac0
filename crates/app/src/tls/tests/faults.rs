//! What is refused, and in which words.

use super::*;

#[test]
fn a_pair_that_fits_is_served() {
    assert!(ServedTls::load(&Scene::with_a_pair().files).is_ok());
}

#[test]
fn intermediates_may_follow_the_certificate() {
    let scene = Scene::with_a_pair();
    let own = fs::read_to_string(&scene.files.certificate.path).unwrap();
    scene.certificate(&(own + &certify().cert.pem()));
    let served = ServedTls::load(&scene.files).unwrap();
    assert_eq!(served.certificate.chain().len(), 2);
}

#[test]
fn a_certificate_that_comes_after_its_intermediates_is_refused() {
    let scene = Scene::with_a_pair();
    let own = fs::read_to_string(&scene.files.certificate.path).unwrap();
    scene.certificate(&(certify().cert.pem() + &own));
    assert_eq!(
        scene.refusal(),
        "tls_key_file (from --tls-key-file): key.pem: this is not the private key of the first certificate in \
         cert.pem; the certificate of this service comes before its intermediates there"
    );
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let scene = Scene::with_a_pair();
    fs::remove_file(&scene.files.certificate.path).unwrap();
    let refusal = "tls_cert_file (from --tls-cert-file): cert.pem: there is no such file";
    assert_eq!(scene.refusal(), refusal);

    let scene = Scene::with_a_pair();
    fs::remove_file(&scene.files.key.path).unwrap();
    let refusal = "tls_key_file (from --tls-key-file): key.pem: there is no such file";
    assert_eq!(scene.refusal(), refusal);
}

#[test]
fn what_is_no_file_or_too_long_is_refused() {
    let scene = Scene::with_a_pair();
    scene.certificate(&"-".repeat(1024 * 1024 + 1));
    assert!(
        scene
            .refusal()
            .ends_with("not a regular file of at most 1 MiB")
    );

    fs::remove_file(&scene.files.certificate.path).unwrap();
    fs::create_dir(&scene.files.certificate.path).unwrap();
    assert!(
        scene
            .refusal()
            .ends_with("not a regular file of at most 1 MiB")
    );
}

#[test]
fn a_key_that_others_have_any_right_to_is_refused_with_the_command_that_helps() {
    let scene = Scene::with_a_pair();
    for mode in [0o604, 0o602, 0o601] {
        scene.key_mode(mode);
        let refusal = scene.refusal();
        assert!(
            refusal.contains(&format!("mode is {mode:04o}")),
            "{refusal}"
        );
        assert!(refusal.ends_with("run: chmod o= key.pem"), "{refusal}");
    }
}

#[test]
fn the_group_of_a_key_may_read_it() {
    let scene = Scene::with_a_pair();
    scene.key_mode(0o640);
    assert!(ServedTls::load(&scene.files).is_ok());
}

#[test]
fn a_certificate_may_be_read_by_everybody() {
    let scene = Scene::with_a_pair();
    let everybody = Permissions::from_mode(0o644);
    fs::set_permissions(&scene.files.certificate.path, everybody).unwrap();
    assert!(ServedTls::load(&scene.files).is_ok());
}

#[test]
fn what_is_no_certificate_is_refused_and_not_repeated() {
    for (certificate, fault) in [
        ("canary".to_owned(), "there is no certificate in it"),
        (block("CERTIFICATE", "canary!"), "its PEM is broken"),
        (
            "-----BEGIN CERTIFICATE-----\ncanary".to_owned(),
            "its PEM is broken",
        ),
        (
            block("CERTIFICATE", CANARY),
            "its first certificate cannot be parsed",
        ),
    ] {
        let scene = Scene::with_a_pair();
        scene.certificate(&certificate);
        let start = format!("tls_cert_file (from --tls-cert-file): cert.pem: {fault}");
        assert_refused(&scene, &start);
    }
}

#[test]
fn what_is_not_the_private_key_is_refused_and_not_repeated() {
    for (key, fault) in [
        ("canary".to_owned(), "there is no private key in it"),
        (
            block("ENCRYPTED PRIVATE KEY", CANARY),
            "there is no private key in it",
        ),
        (block("PRIVATE KEY", "canary!"), "its PEM is broken"),
        (
            block("PRIVATE KEY", CANARY),
            "its private key is of no use here",
        ),
        (
            certify().signing_key.serialize_pem(),
            "this is not the private key of the first certificate in cert.pem",
        ),
    ] {
        let scene = Scene::with_a_pair();
        scene.key(&key);
        let start = format!("tls_key_file (from --tls-key-file): key.pem: {fault}");
        assert_refused(&scene, &start);
    }
}

/// `canary` in base64.
const CANARY: &str = "Y2FuYXJ5";

fn block(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn assert_refused(scene: &Scene, start: &str) {
    let refusal = scene.refusal();
    assert!(refusal.starts_with(start), "{refusal}");
    assert!(
        !refusal.contains("canary") && !refusal.contains(CANARY),
        "{refusal}"
    );
}
