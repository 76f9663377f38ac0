use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

/// Hands on what a node and PostgreSQL tell each other, but for the warning that a commit may not be replicated. It ends
/// with this value.
pub(super) struct Relay {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// The function of PostgreSQL that a warning about a commit that is not replicated comes from, whatever its language.
const WARNS: &[u8] = b"SyncRepWaitForLSN";

impl Relay {
    pub(super) fn to(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let over = ended.clone();
        let listening = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                // Who is cut off notices by himself.
                thread::spawn(move || drop(relay(&client, upstream)));
            }
        });
        Self {
            address,
            ended,
            listening: Some(listening),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It looks whether it has ended when somebody connects.
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

fn relay(client: &TcpStream, upstream: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(upstream)?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        drop(io::copy(&mut from, &mut to));
        drop(to.shutdown(Shutdown::Both));
    });
    let told = hand_on(&server, client);
    client.shutdown(Shutdown::Both)?;
    told
}

/// Hands on one message after the other: its kind, its length with that of the length, and the rest.
fn hand_on(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    loop {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        let length = u32::from_be_bytes(length).saturating_sub(4);
        let mut rest = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        from.read_exact(&mut rest)?;
        let warns = kind == b'N' && rest.windows(WARNS.len()).any(|it| it == WARNS);
        if !warns {
            to.write_all(&[&head, rest.as_slice()].concat())?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, rest: &[u8]) -> Vec<u8> {
        let length = u32::try_from(rest.len() + 4).unwrap().to_be_bytes();
        [&[kind], length.as_slice(), rest].concat()
    }

    #[test]
    fn all_is_handed_on_but_the_warning_of_a_commit_that_is_not_replicated() {
        let [ready, other] = [message(b'Z', b"I"), message(b'N', b"RDropSlot\0")];
        let warning = message(b'N', b"SWARNING\0RSyncRepWaitForLSN\0\0");
        let told = [ready.as_slice(), &warning, &other, &ready].concat();
        let mut heard = Vec::new();
        hand_on(told.as_slice(), &mut heard).unwrap_err();
        assert_eq!(heard, [ready.as_slice(), &other, &ready].concat());
    }
}
