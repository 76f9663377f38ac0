//! TLS with a service whose certificate lies in a file.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::tls::{Certificate, trusting_only};

/// Why there is no TLS. rustls' own words could repeat what was sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSecured {
    /// Somebody else, or the service with what it read before.
    #[error(
        "it shows another certificate than that in {}; if that one is new, send SIGHUP to the service",
        .0.display()
    )]
    OtherCertificate(PathBuf),
    /// What it answers is no TLS.
    #[error(
        "it speaks plain HTTP, it seems: give tls_cert_file and tls_key_file to the service, too, or leave them out here"
    )]
    Plain,
    /// It hangs up, or knows no version of TLS that we know.
    #[error("TLS could not be agreed upon with it, as the setting tls_cert_file wants it")]
    NoHandshake,
}

/// Shakes hands with whoever shows this certificate, and has its key. Names are of no account: the file is the
/// service's own.
pub(super) async fn shake_hands(
    socket: TcpStream,
    address: SocketAddr,
    certificate: &Certificate,
) -> Result<TlsStream<TcpStream>, NotSecured> {
    let connector = TlsConnector::from(Arc::new(trusting_only(certificate)));
    let shaken = connector.connect(ServerName::from(address.ip()), socket);
    shaken.await.map_err(|error| match cause(&error) {
        Some(rustls::Error::InvalidCertificate(_)) => {
            NotSecured::OtherCertificate(certificate.path().to_owned())
        }
        Some(rustls::Error::InvalidMessage(_)) => NotSecured::Plain,
        _ => NotSecured::NoHandshake,
    })
}

fn cause(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}
