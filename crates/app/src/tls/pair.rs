//! A certificate with its private key.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{
        PrivateKeyDer,
        pem::{self, PemObject},
    },
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};

use super::{
    certificate::Certificate,
    fault::{TlsFault, TlsFileError},
    file,
};
use crate::config::{NamedFile, TlsFiles};

/// Both, checked, and what a server makes of them.
pub(super) struct Pair {
    pub(super) certificate: Certificate,
    pub(super) config: Arc<ServerConfig>,
}

impl Pair {
    pub(super) fn read(files: &TlsFiles) -> Result<Self, TlsFileError> {
        let certificate = Certificate::read(&files.certificate)?;
        let refused = |fault| TlsFileError::new(&files.key, fault);
        let key = private_key(&files.key).map_err(refused)?;
        let provider = ring::default_provider();
        let certified = certify(&certificate, key, &provider).map_err(refused)?;
        Ok(Self {
            certificate,
            config: Arc::new(server_config(certified, provider)),
        })
    }
}

fn private_key(file: &NamedFile) -> Result<PrivateKeyDer<'static>, TlsFault> {
    let pem = file::read_private(&file.path)?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| match error {
        pem::Error::NoItemsFound => TlsFault::NoKey,
        _ => TlsFault::BrokenPem,
    })
}

fn certify(
    certificate: &Certificate,
    key: PrivateKeyDer<'static>,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsFault> {
    let key = provider.key_provider.load_private_key(key);
    let key = key.map_err(|_| TlsFault::UnusableKey)?;
    let certified = CertifiedKey::new(certificate.chain(), key);
    certified.keys_match().map_err(|_| TlsFault::ForeignKey {
        certificate: certificate.path().to_owned(),
    })?;
    Ok(certified)
}

#[expect(
    clippy::expect_used,
    reason = "ring has cipher suites of both versions"
)]
fn server_config(certified: CertifiedKey, provider: CryptoProvider) -> ServerConfig {
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("cipher suites")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}
