//! Whom a client trusts that has the file.

use std::sync::Arc;

use rustls::{
    ServerConfig, SupportedProtocolVersion,
    crypto::ring,
    pki_types::PrivateKeyDer,
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};

use super::{handshake::agree, *};

/// Somebody who shows this certificate and signs with that key.
fn somebody(
    certificate: &Certificate,
    key: &KeyPair,
    version: &'static SupportedProtocolVersion,
) -> Arc<ServerConfig> {
    let provider = ring::default_provider();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = provider.key_provider.load_private_key(key).unwrap();
    let shown = CertifiedKey::new(certificate.chain(), key);
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
    Arc::new(config)
}

#[test]
fn who_shows_the_certificate_must_have_its_key() {
    let scene = Scene::with_a_pair();
    let certificate = Certificate::read(&scene.files.certificate).unwrap();
    let pem = fs::read_to_string(&scene.files.key.path).unwrap();
    let own = KeyPair::from_pem(&pem).unwrap();
    let stranger = KeyPair::generate().unwrap();
    for version in [&TLS12, &TLS13] {
        let asks = || trusting_only(&certificate);
        assert!(agree(asks(), somebody(&certificate, &own, version)));
        assert!(!agree(asks(), somebody(&certificate, &stranger, version)));
    }
}
