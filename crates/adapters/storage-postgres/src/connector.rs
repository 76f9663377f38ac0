//! Opens one connection to whichever of the URL's hosts can be used.

mod address;
mod driver;
mod purpose;
mod server;
mod staggered;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use diesel_async::AsyncPgConnection;
use tokio::{
    sync::watch,
    time::{error::Elapsed, timeout},
};
use tokio_postgres::Client;

use self::{address::Address, server::Server, staggered::first_to_succeed};
use crate::{DatabaseUrl, Safety, database_url::Host, fault::Fault, tls};

pub(crate) use self::{
    address::Place,
    driver::{Driver, Event},
    purpose::Purpose,
    server::unsafe_setting,
};

/// Opens connections.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Target>);

struct Target {
    url: DatabaseUrl,
    safety: Safety,
    /// Why whoever is connected is to connect anew.
    left: watch::Sender<Fault>,
    /// Somebody found a server that takes no writes or hangs, and nobody found one since that takes them.
    is_switching: AtomicBool,
}

/// A connection that may be used, and what must be driven for it to be.
pub(crate) struct Opened {
    pub(crate) connection: AsyncPgConnection,
    pub(crate) driver: Driver,
    /// Where it leads to.
    pub(crate) place: Place,
    /// The same for the log.
    pub(crate) host: String,
}

impl Opened {
    /// A connection of one's own, which drives itself and ends when it is dropped.
    pub(crate) fn driven_by_itself(self) -> AsyncPgConnection {
        let mut driver = self.driver;
        tokio::spawn(async move { driver.end().await });
        self.connection
    }
}

impl Connector {
    pub(crate) fn new(url: &DatabaseUrl, safety: Safety) -> Self {
        Self(Arc::new(Target {
            url: url.clone(),
            safety,
            left: watch::Sender::new(Fault::NotOpen),
            is_switching: AtomicBool::new(false),
        }))
    }

    /// Nothing more is to be asked on any connection. Whoever is connected connects anew, also to read: another server
    /// may have taken the place of the one that is left, and two must never be taken for one.
    pub(crate) fn leave(&self, fault: Fault) {
        self.0.left.send_replace(fault);
    }

    /// A server was found to take no writes, or to answer nothing. Another one may take its place.
    pub(crate) fn begin_switching(&self) {
        self.0.is_switching.store(true, Ordering::Relaxed);
    }

    /// A server was found that takes writes. Whether one was sought: only the first one is told so.
    pub(crate) fn end_switching(&self) -> bool {
        self.0.is_switching.swap(false, Ordering::Relaxed)
    }

    /// Learns from now on when to connect anew, and why.
    pub(crate) fn left(&self) -> watch::Receiver<Fault> {
        self.0.left.subscribe()
    }

    /// Whether a server is refused that may lose what it acknowledged.
    pub(crate) fn safety(&self) -> Safety {
        self.0.safety
    }

    /// A connection to the first host that can be used for this. One that does not answer keeps nobody from the next, nor from
    /// one that is made the primary meanwhile.
    ///
    /// # Errors
    ///
    /// Why the hosts cannot be used. If one of them may become usable by itself, that is what is told.
    pub(crate) async fn open(&self, purpose: Purpose) -> Result<Opened, Fault> {
        let hosts = self.0.url.hosts();
        let attempt = |host| move || self.open_host(host, purpose);
        let attempts: Vec<_> = hosts.map(attempt).collect();
        first_to_succeed(attempts)
            .await
            .map_err(|faults| told(&faults))
    }

    async fn open_host(&self, host: &Host, purpose: Purpose) -> Result<Opened, Fault> {
        let limit = self.0.url.connect_timeout();
        let found = timeout(limit, Address::of(host)).await;
        let addresses = found.unwrap_or(Err(Fault::UnknownHost))?;
        let attempt =
            |address| move || in_time(timeout(limit, self.open_address(address, purpose)));
        let attempts: Vec<_> = addresses.iter().map(attempt).collect();
        let opened = first_to_succeed(attempts).await;
        opened.map_err(|faults| faults.last().copied().unwrap_or(Fault::UnknownHost))
    }

    async fn open_address(&self, address: &Address<'_>, purpose: Purpose) -> Result<Opened, Fault> {
        let url = &self.0.url;
        let mut config = url.session().clone();
        address.enter(&mut config);
        let trust = address.trust(url.trust());
        config.ssl_mode(trust.ssl_mode());
        let (client, connection) = config.connect(tls::connector(trust).await?).await?;
        let mut driver = Driver::of(connection, purpose.writes() || url.wants_writable());
        if !driver.is_new_enough() {
            return Err(Fault::TooOld);
        }
        let connection = tokio::select! {
            connection = self.admit(client, purpose) => connection?,
            // Whether it is read-only is asked, too, and then it is known why.
            fault = driver.end() => return Err(fault),
        };
        Ok(Opened {
            connection,
            driver,
            place: address.place(),
            host: address.to_string(),
        })
    }

    /// Takes the connection if the server is one that may be used.
    async fn admit(&self, client: Client, purpose: Purpose) -> Result<AsyncPgConnection, Fault> {
        let server = Server::prepare(&client, purpose).await?;
        server.check(purpose, self.0.url.wants_writable(), self.0.safety)?;
        let taken = AsyncPgConnection::try_from(client).await;
        taken.map_err(|_| Fault::NotTaken)
    }
}

/// What is told of hosts that cannot be used. One that may become usable by itself counts more than one that will not, but
/// less if it is a mere standby.
fn told(faults: &[Fault]) -> Fault {
    let absent = faults
        .iter()
        .rfind(|it| it.is_outage() && !it.is_of_standby());
    let lasting = faults.iter().find(|it| !it.is_outage());
    let told = absent.or(lasting).or(faults.last());
    told.copied().unwrap_or(Fault::UnknownHost)
}

async fn in_time<T>(
    attempt: impl Future<Output = Result<Result<T, Fault>, Elapsed>>,
) -> Result<T, Fault> {
    attempt.await.unwrap_or(Err(Fault::SlowToConnect))
}
