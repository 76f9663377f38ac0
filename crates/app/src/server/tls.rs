//! Ending TLS: the handshake, and what it is made with.

use std::{fmt, io, net::SocketAddr, sync::Arc};

use rustls::ServerConfig;
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use super::transport::Transport;

/// How a server speaks TLS. It can be replaced while the server runs; clones are replaced with it.
#[derive(Clone)]
pub struct TlsTermination {
    config: watch::Sender<Arc<ServerConfig>>,
}

impl TlsTermination {
    /// Speaks TLS as this says.
    pub fn new(config: Arc<ServerConfig>) -> Self {
        Self {
            config: watch::Sender::new(config),
        }
    }

    /// Connections accepted from now on speak TLS as this says. Those that stand go on as they are.
    ///
    /// Sessions of before are not resumed: a client that knew the old certificate must see the new one.
    pub fn replace(&self, config: Arc<ServerConfig>) {
        self.config.send_replace(config);
    }

    /// How connections that are accepted now speak TLS.
    pub fn current(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config.borrow())
    }

    /// Shakes hands with a client until the deadline.
    pub(super) async fn accept(
        &self,
        socket: TcpStream,
        peer: SocketAddr,
        deadline: Instant,
    ) -> io::Result<Transport> {
        let acceptor = TlsAcceptor::from(self.current());
        let accepted = timeout_at(deadline, acceptor.accept(socket)).await;
        let accepted = accepted.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        // Anybody can make such a line as often as he likes.
        accepted
            .inspect_err(|error| debug!(%peer, reason = reason(error), "no TLS handshake"))
            .map(|stream| Transport::Tls(Box::new(stream)))
    }
}

/// Shows nothing of it: there is a private key in it.
impl fmt::Debug for TlsTermination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsTermination").finish_non_exhaustive()
    }
}

/// Why a handshake failed. The words of rustls could repeat what the client sent.
fn reason(error: &io::Error) -> &'static str {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    match cause {
        Some(rustls::Error::AlertReceived(_)) => "the client refuses, perhaps the certificate",
        Some(rustls::Error::InvalidMessage(_)) => "the client does not speak TLS",
        Some(rustls::Error::PeerIncompatible(_)) => "no version or cipher in common",
        Some(rustls::Error::NoApplicationProtocol) => "the client does not speak HTTP/1.1",
        Some(_) => "the client breaks the rules of TLS",
        None if error.kind() == io::ErrorKind::TimedOut => "the client takes too long",
        None => "the client is gone",
    }
}
