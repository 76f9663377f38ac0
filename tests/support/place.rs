use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
};

/// Where a service listens on this machine now. Clients that hold it follow the service when it comes back elsewhere.
#[derive(Debug, Clone)]
pub struct Place(Arc<AtomicU16>);

impl Place {
    /// At this port.
    pub fn at(port: u16) -> Self {
        Self(Arc::new(AtomicU16::new(port)))
    }

    /// The address to connect to.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.0.load(Ordering::Relaxed)).into()
    }

    /// It is at this port from now on.
    pub(crate) fn move_to(&self, port: u16) {
        self.0.store(port, Ordering::Relaxed);
    }
}
