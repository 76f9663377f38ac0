use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use async_trait::async_trait;
use tokio::net::lookup_host;

/// Looks up the addresses of names.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of a name, in the order in which they are to be tried. It is asked once for each connection.
    ///
    /// # Errors
    /// When the name has none, or nobody could tell.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks as the system's other programs do.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = lookup_host((name, 0)).await?;
        Ok(found.map(|address: SocketAddr| address.ip()).collect())
    }
}
