//! What is shown after the files changed.

use super::{handshake::agree, *};

#[test]
fn a_pair_that_fits_is_shown_from_then_on() {
    let scene = Scene::with_a_pair();
    let served = ServedTls::load(&scene.files).unwrap();
    let before = Certificate::read(&scene.files.certificate).unwrap();
    let fresh = certify();
    scene.certificate(&fresh.cert.pem());
    scene.key(&fresh.signing_key.serialize_pem());
    let after = Certificate::read(&scene.files.certificate).unwrap();
    assert!(shows(&served, &before) && !shows(&served, &after));

    served.reload();

    assert!(shows(&served, &after) && !shows(&served, &before));
}

#[test]
fn a_pair_that_does_not_fit_changes_nothing() {
    let scene = Scene::with_a_pair();
    let served = ServedTls::load(&scene.files).unwrap();
    let before = Certificate::read(&scene.files.certificate).unwrap();

    scene.certificate(&certify().cert.pem());
    served.reload();
    assert!(shows(&served, &before));

    scene.key("nothing");
    served.reload();
    assert!(shows(&served, &before));
}

/// Whether the service shows this certificate now.
fn shows(tls: &ServedTls, certificate: &Certificate) -> bool {
    agree(trusting_only(certificate), tls.termination().current())
}
