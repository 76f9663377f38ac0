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
    /// Plain HTTP, perhaps.
    #[error("it does not speak TLS, as the setting tls_cert_file has it")]
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
    shaken.await.map_err(|error| {
        if shows_another(&error) {
            NotSecured::OtherCertificate(certificate.path().to_owned())
        } else {
            NotSecured::NoHandshake
        }
    })
}

fn shows_another(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
}
