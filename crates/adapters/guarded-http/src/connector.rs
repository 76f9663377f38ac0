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
        let name = server_name(place).ok_or(Refusal::Form)?;
        let addresses = self.addresses(place, reach).await?;
        let attempts = addresses.into_iter().map(TcpStream::connect);
        let tcp = first_of(attempts).await.map_err(unreachable)?;
        tcp.set_nodelay(true).map_err(unreachable)?;
        if place.scheme() == "http" {
            return Ok(Stream::Plain(TokioIo::new(tcp)));
        }
        let secured = TlsConnector::from(self.tls.clone()).connect(name, tcp);
        let secured = secured.await.map_err(|error| Error::Tls(Arc::new(error)))?;
        Ok(Stream::Secured(Box::new(TokioIo::new(secured))))
    }

    /// Those addresses of the place that may be connected to. An address that stands there is judged like those of a name.
    async fn addresses(&self, place: &Url, reach: Reach<'_>) -> Result<Vec<SocketAddr>, Error> {
        let port = place.port_or_known_default().ok_or(Refusal::Port)?;
        let found = match place.host().ok_or(Refusal::NoHost)? {
            Host::Ipv4(address) => vec![SocketAddr::new(address.into(), port)],
            Host::Ipv6(address) => vec![SocketAddr::new(address.into(), port)],
            Host::Domain(name) => {
                // A public name is whole: what the system would try behind it is somebody else's.
                let end = if reach == Reach::Public { "." } else { "" };
                let found = self.resolver.resolve(&format!("{name}{end}"), port).await;
                found.map_err(|error| Error::NoSuchName(Arc::new(error)))?
            }
        };
        if found.is_empty() {
            return Err(Error::NoSuchName(Arc::new(io::ErrorKind::NotFound.into())));
        }
        let admitted = found.into_iter().filter(|it| reach.admits(it.ip()));
        let mut admitted = by_turns(admitted.collect());
        admitted.truncate(MAX_ADDRESSES);
        if admitted.is_empty() {
            return Err(Error::Forbidden);
        }
        Ok(admitted)
    }
}

/// Addresses of both families by turns, beginning with that of the first: a family that leads nowhere hides none of the other.
fn by_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let is_v4_first = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (first, second): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|it| it.is_ipv4() == is_v4_first);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut turns = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return turns;
        }
        turns.extend(pair.into_iter().flatten());
    }
}

/// What comes of the first attempt that succeeds. Each gets a head start over the next.
async fn first_of<T>(
    mut attempts: impl Iterator<Item = impl Future<Output = io::Result<T>>>,
) -> io::Result<T> {
    let mut begun = FuturesUnordered::new();
    let mut failure = None;
    loop {
        begun.extend(attempts.next());
        match timeout(STAGGER, begun.next()).await {
            Ok(Some(Ok(won))) => return Ok(won),
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

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use futures_util::future::{FutureExt, LocalBoxFuture};
    use tokio::time::{Instant, sleep};

    use super::*;

    type Attempt = LocalBoxFuture<'static, io::Result<usize>>;

    fn fails() -> Attempt {
        ready(Err(io::ErrorKind::ConnectionRefused.into())).boxed_local()
    }

    fn after(span: Duration, nth: usize) -> Attempt {
        async move {
            sleep(span).await;
            Ok(nth)
        }
        .boxed_local()
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_attempt_lets_the_next_one_begin_and_may_win_yet() {
        for (first, won, took) in [
            (pending().boxed_local(), 2, STAGGER * 2),
            (after(STAGGER, 1), 1, STAGGER),
            (fails(), 2, STAGGER),
        ] {
            let began = Instant::now();
            let attempts = [first, after(STAGGER, 2)];
            assert_eq!(first_of(attempts.into_iter()).await.unwrap(), won);
            assert_eq!(began.elapsed(), took);
        }
    }

    #[tokio::test]
    async fn when_all_fail_the_last_failure_is_told() {
        let refused = first_of([fails(), fails()].into_iter()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let nothing = first_of(Vec::<Attempt>::new().into_iter()).await;
        assert_eq!(nothing.unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn families_take_turns_beginning_with_the_first() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            let ips = texts.iter().map(|it| it.parse().unwrap());
            ips.map(|ip| SocketAddr::new(ip, 443)).collect()
        };
        let turns = by_turns(addresses(&["::1", "::2", "::3", "1.1.1.1", "2.2.2.2"]));
        assert_eq!(
            turns,
            addresses(&["::1", "1.1.1.1", "::2", "2.2.2.2", "::3"])
        );
        assert_eq!(by_turns(Vec::new()), addresses(&[]));
    }
}
