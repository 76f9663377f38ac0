use std::{
    collections::HashMap,
    io::{self, BufReader},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::Place;

mod message;

pub use self::message::Message;

/// A proxy between clients and a service that does something wrong on purpose: as a bug in the service would look from
/// outside. It ends with this value.
pub struct Proxy {
    place: Place,
    ended: Arc<AtomicBool>,
    connections: Connections,
    listening: Option<JoinHandle<()>>,
}

/// Those that clients have open, so that they end as well.
type Connections = Arc<Mutex<HashMap<SocketAddr, TcpStream>>>;

/// The service behind a proxy.
#[derive(Debug, Clone)]
pub struct Upstream(Place);

impl Upstream {
    /// Hands a request on, and gives the answer.
    ///
    /// # Errors
    /// If no whole answer came.
    pub fn send(&self, request: &Message) -> io::Result<Message> {
        let mut stream = TcpStream::connect(self.0.address())?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        request.write(&mut stream)?;
        let bodyless = request.method() == "HEAD";
        Message::read_answer(&mut BufReader::new(stream), bodyless)
    }
}

impl Proxy {
    /// Starts one in front of the service at this place. `meddle` gets every request, and gives the answer to it; an
    /// error cuts the connection.
    pub fn start(
        service: &Place,
        meddle: impl Fn(Message, &Upstream) -> io::Result<Message> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let upstream = Upstream(service.clone());
        let meddle = Arc::new(meddle);
        let over = ended.clone();
        let connections = Connections::default();
        let open = connections.clone();
        let listening = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let (meddle, upstream) = (meddle.clone(), upstream.clone());
                let open = open.clone();
                // Who goes away, or is cut off, notices by himself.
                thread::spawn(move || drop(serve_open(stream, &open, &upstream, &*meddle)));
            }
        });
        Self {
            place: Place::at(address.port()),
            ended,
            connections,
            listening: Some(listening),
        }
    }

    /// Where it listens.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

/// Serves a client that may be cut off meanwhile.
fn serve_open(
    client: TcpStream,
    open: &Mutex<HashMap<SocketAddr, TcpStream>>,
    upstream: &Upstream,
    meddle: &impl Fn(Message, &Upstream) -> io::Result<Message>,
) -> io::Result<()> {
    let (peer, same) = (client.peer_addr()?, client.try_clone()?);
    let all = || open.lock().unwrap_or_else(PoisonError::into_inner);
    all().insert(peer, same);
    let served = serve(client, upstream, meddle);
    all().remove(&peer);
    served
}

fn serve(
    mut client: TcpStream,
    upstream: &Upstream,
    meddle: &impl Fn(Message, &Upstream) -> io::Result<Message>,
) -> io::Result<()> {
    let mut requests = BufReader::new(client.try_clone()?);
    loop {
        let request = Message::read(&mut requests)?;
        meddle(request, upstream)?.write(&mut client)?;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It looks whether it has ended when somebody connects.
        drop(TcpStream::connect(self.place.address()));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
        let open = self.connections.lock();
        for client in open.unwrap_or_else(PoisonError::into_inner).values() {
            drop(client.shutdown(Shutdown::Both));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;
    use crate::{Call, Client};

    /// A service that answers with the name of a key, and whether there was a body.
    fn echo() -> Proxy {
        Proxy::start(&Place::at(9), |request, _| {
            let key = request.header("authorization").unwrap_or("nobody");
            let text = format!("{key} {}", String::from_utf8_lossy(request.body()));
            Ok(Message::answer("200 OK", text.as_bytes()))
        })
    }

    #[test]
    fn what_a_proxy_changes_in_a_request_reaches_the_service() {
        let service = echo();
        let proxy = Proxy::start(service.place(), |mut request, upstream| {
            request.set_header("Authorization", "Bearer other");
            upstream.send(&request)
        });
        let client = Client::of(proxy.place());
        for body in ["{}", "{\"a\":1}"] {
            let call = Call::new("POST", "/").key("own").text(body.to_owned());
            let reply = client.send(&call).unwrap();
            assert_eq!(reply.body, format!("Bearer other {body}").into_bytes());
        }
    }

    #[test]
    fn what_a_proxy_changes_in_an_answer_reaches_the_client() {
        let service = echo();
        let proxy = Proxy::start(service.place(), |request, upstream| {
            let mut answer = upstream.send(&request)?;
            answer.set_body(b"changed".to_vec());
            answer.remove_header("x-gone");
            Ok(answer)
        });
        let reply = Client::of(proxy.place()).send(&Call::new("GET", "/"));
        assert_eq!(reply.unwrap().body, b"changed");
    }

    #[test]
    fn connections_end_with_a_proxy() {
        let proxy = echo();
        let mut stream = TcpStream::connect(proxy.place().address()).unwrap();
        let request = b"GET / HTTP/1.1\r\n\r\n";
        stream.write_all(request).unwrap();
        stream.read_exact(&mut [0; 10]).unwrap();
        drop(proxy);
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert!(rest.ends_with(b"nobody "));
    }

    #[test]
    fn a_request_that_a_proxy_drops_is_unanswered() {
        let proxy = Proxy::start(&Place::at(9), |_, _| Err(io::ErrorKind::Other.into()));
        let lost = Client::of(proxy.place()).send(&Call::new("GET", "/"));
        assert!(lost.is_err());
    }
}
