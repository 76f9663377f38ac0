//! The one door through which every connection goes.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use tower_service::Service;
use url::{Host, Url};

use crate::{Error, Policy, Reach, Refusal, Resolve, stream::Stream};

/// From the look-up of the name to the end of the handshake.
const CONNECT: Duration = Duration::from_secs(5);
/// So long an address is waited for before the next one is tried beside it.
const STAGGER: Duration = Duration::from_millis(250);
/// So many addresses of a name are tried. Whoever owns the name must not make us knock at any number of doors.
const MAX_ADDRESSES: usize = 8;

/// Judges a place, looks its name up once, and connects to those of its addresses that may be reached.
#[derive(Clone)]
pub(crate) struct Connector {
    pub(crate) policy: Arc<Policy>,
    pub(crate) resolver: Arc<dyn Resolve>,
    pub(crate) tls: Arc<ClientConfig>,
}

impl Connector {
    async fn connect(&self, place: &Url) -> Result<Stream, Error> {
        let reach = self.policy.judge(place)?;
        let port = place.port_or_known_default().ok_or(Refusal::Port)?;
        let addresses = self.addresses(place, reach).await?;
        let sockets = addresses.into_iter().map(|it| SocketAddr::new(it, port));
        let tcp = first_of(sockets).await.map_err(unreachable)?;
        tcp.set_nodelay(true).map_err(unreachable)?;
        if place.scheme() == "http" {
            return Ok(Stream::Plain(TokioIo::new(tcp)));
        }
        let name = server_name(place).ok_or(Refusal::NoHost)?;
        let secured = TlsConnector::from(self.tls.clone()).connect(name, tcp);
        let secured = secured.await.map_err(|error| Error::Tls(Arc::new(error)))?;
        Ok(Stream::Secured(Box::new(TokioIo::new(secured))))
    }

    /// Those addresses of the place that may be connected to. An address that stands there is judged like those of a name.
    async fn addresses(&self, place: &Url, reach: Reach<'_>) -> Result<Vec<IpAddr>, Error> {
        let found = match place.host().ok_or(Refusal::NoHost)? {
            Host::Ipv4(address) => vec![address.into()],
            Host::Ipv6(address) => vec![address.into()],
            Host::Domain(name) => {
                let found = self.resolver.resolve(name).await;
                found.map_err(|error| Error::NoSuchName(Arc::new(error)))?
            }
        };
        if found.is_empty() {
            return Err(Error::NoSuchName(Arc::new(io::ErrorKind::NotFound.into())));
        }
        let admitted = found.into_iter().filter(|it| reach.admits(*it));
        let admitted: Vec<_> = admitted.take(MAX_ADDRESSES).collect();
        if admitted.is_empty() {
            return Err(Error::Forbidden);
        }
        Ok(admitted)
    }
}

/// The first connection that comes about. Each address gets a head start over the next.
async fn first_of(mut addresses: impl Iterator<Item = SocketAddr>) -> io::Result<TcpStream> {
    let mut attempts = FuturesUnordered::new();
    let mut failure = None;
    loop {
        attempts.extend(addresses.next().map(TcpStream::connect));
        match timeout(STAGGER, attempts.next()).await {
            Ok(Some(Ok(stream))) => return Ok(stream),
            Ok(Some(Err(error))) => failure = Some(error),
            Ok(None) => return Err(failure.unwrap_or_else(|| io::ErrorKind::NotFound.into())),
            Err(_) => {}
        }
    }
}

fn unreachable(error: io::Error) -> Error {
    Error::Unreachable(Arc::new(error))
}

fn server_name(place: &Url) -> Option<ServerName<'static>> {
    Some(match place.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok()?,
        Host::Ipv4(address) => ServerName::from(IpAddr::from(address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::from(address)),
    })
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, place: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move {
            let place = Url::parse(&place.to_string()).map_err(|_| Refusal::NoHost)?;
            let connected = timeout(CONNECT, connector.connect(&place)).await;
            connected.unwrap_or(Err(Error::Overdue))
        })
    }
}
