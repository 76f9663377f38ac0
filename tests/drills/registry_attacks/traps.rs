//! Listeners where nobody may be sent: each connection that they get is one too many.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{net::TcpListener, task::JoinHandle};

/// They end with this value.
pub(super) struct Traps {
    addresses: Vec<SocketAddr>,
    connections: Arc<AtomicUsize>,
    waiting: Vec<JoinHandle<()>>,
}

/// The first one is anybody's idea of this machine. Only IPv4 has more of them, and not every machine has IPv6.
const PLACES: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// Whether a port is free at one address says nothing about the others.
const TRIES: usize = 20;

impl Traps {
    /// All at the same port, so that one spelling with a port leads to each.
    pub(super) async fn set() -> Self {
        let mut listeners = None;
        for _ in 0..TRIES {
            if listeners.is_none() {
                listeners = bind_all().await;
            }
        }
        let listeners = listeners.expect("a port is free at 127.0.0.1 and 127.0.0.2");
        let addresses = listeners.iter().map(TcpListener::local_addr);
        let addresses = addresses.collect::<Result<_, _>>();
        let connections = Arc::new(AtomicUsize::new(0));
        let wait = |listener: TcpListener| {
            let connections = connections.clone();
            tokio::spawn(async move {
                while listener.accept().await.is_ok() {
                    connections.fetch_add(1, Ordering::SeqCst);
                }
            })
        };
        Self {
            addresses: addresses.expect("they have addresses"),
            waiting: listeners.into_iter().map(wait).collect(),
            connections,
        }
    }

    /// Where they are.
    pub(super) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    pub(super) fn port(&self) -> u16 {
        self.first().port()
    }

    pub(super) fn first(&self) -> SocketAddr {
        self.addresses[0]
    }

    /// How many connections they got.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Traps {
    fn drop(&mut self) {
        self.waiting.iter().for_each(JoinHandle::abort);
    }
}

/// `None` if the port that came up is taken at one of the addresses.
async fn bind_all() -> Option<Vec<TcpListener>> {
    let [first, second, third] = PLACES;
    let first = TcpListener::bind((first, 0)).await.ok()?;
    let port = first.local_addr().ok()?.port();
    let second = TcpListener::bind((second, port)).await.ok()?;
    let third = TcpListener::bind((third, port)).await.ok();
    Some([first, second].into_iter().chain(third).collect())
}
