//! Which connections a service has, as the kernel knows it.

use std::{
    collections::HashSet,
    fs, thread,
    time::{Duration, Instant},
};

use pullkey_tests::Place;
use tokio::sync::watch::{self, Receiver};

/// The table, as it was at some moment.
pub(super) struct Held {
    looked_at: Instant,
    clients: HashSet<u16>,
}

impl Held {
    fn now(place: &Place) -> Self {
        // What was there when the look began is in it.
        let looked_at = Instant::now();
        let clients = clients_of(place);
        Self { looked_at, clients }
    }

    /// Whether a connection that was there at a moment is not any more.
    pub(super) fn is_closed(&self, port: u16, was_there_at: Instant) -> bool {
        self.looked_at > was_there_at && !self.clients.contains(&port)
    }
}

/// Looks again and again, as long as anybody wants to know.
pub(super) fn watch(place: &Place, pause: Duration) -> Receiver<Held> {
    let (tell, told) = watch::channel(Held::now(place));
    let place = place.clone();
    thread::spawn(move || {
        while tell.send(Held::now(&place)).is_ok() {
            thread::sleep(pause);
        }
    });
    told
}

/// The ports of all clients whose connections somebody has at this place: those that he closed are not among them, though
/// the kernel may yet be sending what was written to them.
pub(super) fn clients_of(place: &Place) -> HashSet<u16> {
    let table = fs::read_to_string("/proc/net/tcp").expect("Linux tells of its connections");
    let port = place.address().port();
    table
        .lines()
        .filter_map(|line| client(line, port))
        .collect()
}

/// The port of a client in a line of `/proc/net/tcp`.
fn client(line: &str, service: u16) -> Option<u16> {
    const LISTENS: &str = "0A";
    // What nobody has any more has no inode.
    const NOBODY: &str = "0";
    let columns: Vec<_> = line.split_whitespace().collect();
    let [_, local, remote, state, _, _, _, _, _, inode, ..] = columns[..] else {
        return None;
    };
    let port = |address: &str| u16::from_str_radix(address.split_once(':')?.1, 16).ok();
    let held = port(local)? == service && state != LISTENS && inode != NOBODY;
    held.then(|| port(remote))?
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_connection_is_held_until_the_service_closes_it() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = Place::at(listener.local_addr().unwrap().port());
        let client = TcpStream::connect(place.address()).unwrap();
        let port = client.local_addr().unwrap().port();
        let (served, _) = listener.accept().unwrap();
        assert_eq!(clients_of(&place), HashSet::from([port]));
        drop(served);
        assert_eq!(clients_of(&place), HashSet::new());
        drop(client);
    }
}
