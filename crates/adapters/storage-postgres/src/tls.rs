//! TLS to PostgreSQL: what a server must prove for each `sslmode`.

mod verifier;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustls::{
    ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio::task;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use self::verifier::AnyName;
use crate::fault::Fault;

/// What a server must prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Nothing, and there is no TLS.
    Plain,
    /// Nothing, and TLS is used if the server has it.
    Preferred,
    /// Nothing, but TLS must be used. It keeps out who only listens.
    Encrypted,
    /// That its certificate was issued by one of these authorities.
    Issued(PathBuf),
    /// That, and that the certificate is for the host's name.
    Named(Roots),
}

/// Whose certificates are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those that the system trusts.
    System,
    /// Those of a PEM file.
    File(PathBuf),
}

impl Trust {
    pub(crate) fn ssl_mode(&self) -> SslMode {
        match self {
            Self::Plain => SslMode::Disable,
            Self::Preferred => SslMode::Prefer,
            Self::Encrypted | Self::Issued(_) | Self::Named(_) => SslMode::Require,
        }
    }
}

/// Makes TLS for one connection. The file is read anew each time, so one that was replaced counts at once.
pub(crate) async fn connector(trust: &Trust) -> Result<MakeRustlsConnect, Fault> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        Trust::Plain | Trust::Preferred | Trust::Encrypted => {
            Arc::new(AnyName::of_anybody(Arc::clone(&provider)))
        }
        Trust::Issued(file) => {
            let roots = blocking(file.clone(), |file| read(&file)).await?;
            Arc::new(AnyName::issued_by(roots, Arc::clone(&provider)))
        }
        Trust::Named(roots) => {
            let roots = blocking(roots.clone(), |roots| match roots {
                Roots::System => system(),
                Roots::File(file) => read(&file).map(Arc::new),
            });
            named(roots.await?, &provider)?
        }
    };
    // It has TLS 1.2 and 1.3, which are all that rustls knows.
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|_| Fault::TlsFailed)?;
    let config = config
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn named(
    roots: Arc<RootCertStore>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, Fault> {
    let builder = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(provider));
    builder.build().map_err(|_| Fault::NoRootCertificate)
}

fn read(file: &Path) -> Result<RootCertStore, Fault> {
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(|_| Fault::NoRootCertificate)?;
    for certificate in certificates {
        let certificate = certificate.map_err(|_| Fault::NoRootCertificate)?;
        let added = roots.add(certificate);
        added.map_err(|_| Fault::NoRootCertificate)?;
    }
    if roots.is_empty() {
        return Err(Fault::NoRootCertificate);
    }
    Ok(roots)
}

/// Read once: it takes a while, and they are many.
fn system() -> Result<Arc<RootCertStore>, Fault> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();

    if let Some(roots) = ROOTS.get() {
        return Ok(Arc::clone(roots));
    }
    let mut roots = RootCertStore::empty();
    // Systems have some that nobody can read.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(Fault::NoSystemCertificates);
    }
    Ok(Arc::clone(ROOTS.get_or_init(|| Arc::new(roots))))
}

async fn blocking<A: Send + 'static, T: Send + 'static>(
    argument: A,
    work: fn(A) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let done = task::spawn_blocking(move || work(argument)).await;
    done.unwrap_or(Err(Fault::TlsFailed))
}
