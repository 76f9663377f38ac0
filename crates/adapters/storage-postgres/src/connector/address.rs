use std::{
    fmt::{self, Display, Formatter},
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
};

use tokio::{sync::Semaphore, task::spawn_blocking};
use tokio_postgres::Config;

use crate::{database_url::Host, fault::Fault, tls::Trust};

/// One address of a host. A name may have several, and each gets the time that a connection may take.
#[derive(Debug)]
pub(super) struct Address<'a> {
    host: &'a Host,
    ip: Option<IpAddr>,
}

impl<'a> Address<'a> {
    /// All that the host has, in the order in which they are to be tried.
    pub(super) async fn of(host: &'a Host) -> Result<Vec<Self>, Fault> {
        let Host::Tcp { name, port } = host else {
            return Ok(vec![Self { host, ip: None }]);
        };
        let found = look_up(name.clone(), *port).await;
        let found = found.map_err(|_| Fault::UnknownHost)?;
        let of = |ip| Self { host, ip: Some(ip) };
        Ok(found.iter().map(|address| of(address.ip())).collect())
    }

    /// Makes it the only one that is connected to.
    pub(super) fn enter(&self, config: &mut Config) {
        match self.host {
            Host::Tcp { name, port } => config.host(name).port(*port),
            Host::Socket { folder, port } => config.host_path(folder).port(*port),
        };
        if let Some(ip) = self.ip {
            config.hostaddr(ip);
        }
    }

    /// What it must prove. On a socket of this machine there is no TLS.
    pub(super) fn trust(&self, asked: &'a Trust) -> &'a Trust {
        match self.host {
            Host::Tcp { .. } => asked,
            Host::Socket { .. } => &Trust::Plain,
        }
    }
}

/// So many look-ups are under way at once. Each has a thread until the system gives up, though nobody may wait for it any more,
/// and there are not threads without end.
static ROOM: Semaphore = Semaphore::const_new(16);

/// All addresses of a name, as the system's other programs find them.
async fn look_up(name: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    let room = ROOM.acquire().await.map_err(io::Error::other)?;
    let found = spawn_blocking(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        // Kept to the end, though the caller may be gone.
        drop(room);
        Ok(found?.collect())
    });
    found.await.map_err(io::Error::other)?
}

/// Where a connection leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    host: Host,
    ip: Option<IpAddr>,
}

impl Address<'_> {
    /// The same, for whoever keeps it in mind.
    pub(super) fn place(&self) -> Place {
        Place {
            host: self.host.clone(),
            ip: self.ip,
        }
    }
}

impl Display for Address<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.host {
            Host::Tcp { name, port } if name.contains(':') => write!(f, "[{name}]:{port}"),
            Host::Tcp { name, port } => write!(f, "{name}:{port}"),
            Host::Socket { folder, .. } => folder.display().fmt(f),
        }
    }
}
