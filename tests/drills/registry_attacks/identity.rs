use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rustls::{ClientConfig, RootCertStore, ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// The registry of the attacker, which a customer has a credential for.
pub(super) const REGISTRY: &str = "registry.attacker.example";
/// Another of the attacker's hosts, which nobody has a credential for.
pub(super) const THIEF: &str = "thief.example";
/// One that looks as if it were the registry.
pub(super) const LOOKALIKE: &str = "registry.attacker.example.thief.example";

/// Every name under which an attacker answers. Those of providers are among them: whoever answers there may be evil, too.
const NAMES: [&str; 7] = [
    REGISTRY,
    THIEF,
    LOOKALIKE,
    "ghcr.io",
    "gcr.io",
    "registry-1.docker.io",
    "registry.gitlab.com",
];

/// A certificate for all hosts of the attacker, and clients that trust it: TLS must be in nobody's way.
pub(super) struct Identity {
    pub(super) acceptor: TlsAcceptor,
    pub(super) client: ClientConfig,
}

impl Identity {
    pub(super) fn make() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let names = NAMES.map(str::to_owned).to_vec();
        let certificate = CertificateParams::new(names).expect("these are names");
        let certificate = certificate.self_signed(&key).expect("a key can sign");
        let mut roots = RootCertStore::empty();
        roots
            .add(certificate.der().clone())
            .expect("a certificate can be trusted");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("it is a key");
        let provider = Arc::new(ring::default_provider());
        let server = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("the key is of the certificate");
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            acceptor: TlsAcceptor::from(Arc::new(server)),
            client,
        }
    }
}
