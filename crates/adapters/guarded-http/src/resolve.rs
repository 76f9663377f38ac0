use std::{
    collections::HashMap,
    io,
    net::{SocketAddr, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError, Weak},
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
    zones: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

/// So many look-ups are under way at once. Each has a thread until the system gives up, though nobody may wait for it any
/// more: names whose servers never answer must not take all threads that there are.
const ROOM: usize = 128;
/// So many of them are of names in one zone. A zone whose servers never answer must not take all the room.
const ROOM_OF_ZONE: usize = 4;

impl Default for SystemResolver {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(ROOM)),
            zones: Arc::default(),
        }
    }
}

impl SystemResolver {
    /// The room of a name's zone, which its last two labels are taken for.
    fn zone(&self, name: &str) -> Arc<Semaphore> {
        let name = name.trim_end_matches('.');
        let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
        let zone = dots.nth(1).map_or(name, |at| &name[at + 1..]);
        // Nothing panics while it holds them.
        let mut zones = self.zones.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = zones.get(zone).and_then(Weak::upgrade) {
            return room;
        }
        zones.retain(|_, room| room.strong_count() > 0);
        let room = Arc::new(Semaphore::new(ROOM_OF_ZONE));
        zones.insert(zone.to_ascii_lowercase(), Arc::downgrade(&room));
        room
    }
}

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let own = self.zone(name).acquire_owned().await;
        let own = own.map_err(io::Error::other)?;
        let room = self.room.clone().acquire_owned().await;
        let room = room.map_err(io::Error::other)?;
        let name = name.to_owned();
        let found = spawn_blocking(move || {
            let found = (name.as_str(), port)
                .to_socket_addrs()
                .map(Iterator::collect);
            // Kept to the end, though the caller may be gone.
            drop((room, own));
            found
        });
        found.await.map_err(io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_zone_share_its_room_and_others_do_not() {
        let resolver = SystemResolver::default();
        let zone = |name| resolver.zone(name);
        let room = zone("slow.example.com.");
        for name in ["example.com", "other.example.com", "a.b.example.com."] {
            assert!(Arc::ptr_eq(&room, &zone(name)), "{name}");
        }
        for name in ["example.org", "slow.example.org.", "com", "localhost"] {
            assert!(!Arc::ptr_eq(&room, &zone(name)), "{name}");
        }
        drop(room);
        let others = zone("ghcr.io");
        assert_eq!(resolver.zones.lock().unwrap().len(), 1);
        assert_eq!(others.available_permits(), ROOM_OF_ZONE);
    }
}
