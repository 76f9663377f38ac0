//! TLS to PostgreSQL: what a server must prove for each `sslmode`.

mod verifier;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio::task;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use self::verifier::{Authorities, Verifier};
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
    /// That its certificate was issued by an authority of this file.
    Issued(PathBuf),
    /// That its certificate was issued by one of these, and for the host's name.
    Named(Roots),
}

/// Where it stands whose certificates are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Where the system keeps it.
    System,
    /// In a PEM file.
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

    /// Whether somebody must vouch for the server.
    pub(crate) fn is_verified(&self) -> bool {
        match self {
            Self::Plain | Self::Preferred | Self::Encrypted => false,
            Self::Issued(_) | Self::Named(_) => true,
        }
    }

    async fn authorities(&self) -> Result<Option<Arc<Authorities>>, Fault> {
        let file = match self {
            Self::Plain | Self::Preferred | Self::Encrypted => return Ok(None),
            Self::Named(Roots::System) => None,
            Self::Issued(file) | Self::Named(Roots::File(file)) => Some(file.clone()),
        };
        let read = task::spawn_blocking(move || match file {
            None => authorities_of_system(),
            Some(file) => authorities_in(&file).map(Arc::new),
        });
        read.await.unwrap_or(Err(Fault::TlsFailed)).map(Some)
    }
}

/// Makes TLS for one connection. The file is read anew each time, so one that was replaced counts at once.
pub(crate) async fn connector(trust: &Trust) -> Result<MakeRustlsConnect, Fault> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier {
        provider: Arc::clone(&provider),
        authorities: trust.authorities().await?,
        names: matches!(trust, Trust::Named(_)),
    };
    let builder = ClientConfig::builder_with_provider(provider);
    // TLS 1.2 and 1.3: rustls knows no older ones.
    let builder = builder.with_safe_default_protocol_versions();
    let config = builder
        .map_err(|_| Fault::TlsFailed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn authorities_in(file: &Path) -> Result<Authorities, Fault> {
    let certificates = CertificateDer::pem_file_iter(file).map_err(|_| Fault::NoRootCertificate)?;
    let pinned: Vec<_> = certificates
        .collect::<Result<_, _>>()
        .map_err(|_| Fault::NoRootCertificate)?;
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(pinned.iter().cloned());
    // One that is skipped would not be missed until a server comes with it.
    if added == 0 || added < pinned.len() {
        return Err(Fault::NoRootCertificate);
    }
    Ok(Authorities { roots, pinned })
}

/// Read once: it takes a while, and they are many.
fn authorities_of_system() -> Result<Arc<Authorities>, Fault> {
    static READ: OnceLock<Arc<Authorities>> = OnceLock::new();

    if let Some(authorities) = READ.get() {
        return Ok(Arc::clone(authorities));
    }
    let mut roots = RootCertStore::empty();
    // Many a system has one that nobody can read.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(Fault::NoSystemCertificates);
    }
    let pinned = Vec::new();
    let authorities = Arc::new(Authorities { roots, pinned });
    Ok(Arc::clone(READ.get_or_init(|| authorities)))
}
