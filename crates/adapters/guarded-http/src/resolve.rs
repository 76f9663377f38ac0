use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use async_trait::async_trait;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Looks up the addresses of names.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// Everywhere that a port of a name is reached at, in the order in which it is to be tried. It is asked once for each
    /// connection. A name that ends with a dot is whole: nothing is to be tried behind it.
    ///
    /// # Errors
    /// When the name has no address, or nobody could tell.
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// Asks as the system's other programs do.
#[derive(Debug, Clone)]
pub struct SystemResolver {
    room: Arc<Semaphore>,
}

/// So many look-ups are under way at once. Each has a thread until the system gives up, though nobody may wait for it any
/// more: names whose servers never answer must not take all threads that there are.
const ROOM: usize = 32;

impl Default for SystemResolver {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(ROOM)),
        }
    }
}

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let room = self.room.clone().acquire_owned().await;
        let room = room.map_err(io::Error::other)?;
        let name = name.to_owned();
        let found = spawn_blocking(move || {
            let found = (name.as_str(), port)
                .to_socket_addrs()
                .map(Iterator::collect);
            // Kept to the end, though the caller may be gone.
            drop(room);
            found
        });
        found.await.map_err(io::Error::other)?
    }
}
