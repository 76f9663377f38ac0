//! What carries the bytes between the tests' clients and their server.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, crypto::ring,
    pki_types::PrivateKeyDer,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::soon;
use crate::server::TlsTermination;

pub(super) trait Carrier {
    /// How the server speaks TLS.
    fn tls() -> Option<TlsTermination>;

    /// A client's end of a connection that is ready for HTTP.
    async fn connect(address: SocketAddr) -> Box<dyn ByteStream>;
}

pub(super) trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for S {}

/// The bare socket.
pub(super) struct Plain;

impl Carrier for Plain {
    fn tls() -> Option<TlsTermination> {
        None
    }

    async fn connect(address: SocketAddr) -> Box<dyn ByteStream> {
        Box::new(TcpStream::connect(address).await.unwrap())
    }
}

/// TLS, by a client that trusts what the server shows.
pub(super) struct Tls;

impl Carrier for Tls {
    fn tls() -> Option<TlsTermination> {
        Some(TlsTermination::new(showing(&CERTIFIED)))
    }

    async fn connect(address: SocketAddr) -> Box<dyn ByteStream> {
        let socket = TcpStream::connect(address).await.unwrap();
        Box::new(shake_hands(socket, trusting(&CERTIFIED)).await.unwrap())
    }
}

/// What the server of [`Tls`] shows.
pub(super) static CERTIFIED: LazyLock<CertifiedKey<KeyPair>> = LazyLock::new(certify);

/// A fresh key with a certificate for it.
pub(super) fn certify() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([NAME.to_owned()]).unwrap()
}

/// A server that shows this certificate.
pub(super) fn showing(certified: &CertifiedKey<KeyPair>) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

/// A client that trusts this certificate and no other.
pub(super) fn trusting(certified: &CertifiedKey<KeyPair>) -> ClientConfig {
    speaking(certified, rustls::DEFAULT_VERSIONS)
}

/// The same, with these versions of TLS only.
pub(super) fn speaking(
    certified: &CertifiedKey<KeyPair>,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(certified.cert.der().clone()).unwrap();
    ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(super) async fn shake_hands(
    socket: TcpStream,
    config: impl Into<Arc<ClientConfig>>,
) -> io::Result<TlsStream<TcpStream>> {
    let name = NAME.try_into().unwrap();
    let connector = TlsConnector::from(config.into());
    soon(connector.connect(name, socket)).await
}

const NAME: &str = "localhost";
