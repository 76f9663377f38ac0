//! The server on real sockets. This file has what the tests share: a small app, a server of it, and
//! a bare client. Most tests run twice, on bare sockets and on TLS.

mod app;
mod carriers;
mod plain;
mod tls;

use std::{io, marker::PhantomData, net::SocketAddr, sync::Arc};

use actix_web::App;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinHandle,
    time::{Instant, timeout},
};

use self::{
    app::Observed,
    carriers::{ByteStream, Carrier},
};
use super::*;

/// A deadline that tests wait for.
const SHORT: Duration = Duration::from_millis(500);
/// A deadline that no test should reach, and the time after which a test gives up.
const LONG: Duration = Duration::from_secs(20);

/// More bytes than the sockets of both sides take without a reader.
const MUCH: usize = 16 * 1024 * 1024;

const PATIENT: Deadlines = Deadlines {
    head: LONG,
    write: LONG,
    stream: LONG,
    linger: LONG,
    drain: LONG,
};

struct TestServer<C> {
    carrier: PhantomData<C>,
    address: SocketAddr,
    stop: StopHandle,
    observed: Arc<Observed>,
    ended: JoinHandle<io::Result<()>>,
}

impl<C: Carrier> TestServer<C> {
    fn start(deadlines: Deadlines) -> Self {
        Self::start_with(Self::options(deadlines))
    }

    fn options(deadlines: Deadlines) -> ServerOptions {
        ServerOptions {
            workers: 1,
            max_connections: 100,
            deadlines,
            refusal: |status| {
                format!(
                    "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 7\r\n\r\nrefused"
                )
                .into_bytes()
            },
            tls: C::tls(),
        }
    }

    fn start_with(options: ServerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let observed = Arc::new(Observed::default());
        let shared = Arc::clone(&observed);
        let server = GuardedServer::new(options)
            .listen("test", listener, move || {
                let shared = Arc::clone(&shared);
                App::new().configure(|config| app::routes(config, shared))
            })
            .unwrap();
        Self {
            carrier: PhantomData,
            address,
            stop: server.stop_handle(),
            observed,
            ended: tokio::spawn(server.run()),
        }
    }

    async fn connect(&self) -> Client {
        Self::client(self.address).await
    }

    async fn client(address: SocketAddr) -> Client {
        Client {
            socket: C::connect(address).await,
        }
    }

    /// The server's result, once it has ended by itself.
    async fn ended(self) -> io::Result<()> {
        soon(self.ended).await.unwrap()
    }
}

struct Client {
    socket: Box<dyn ByteStream>,
}

impl Client {
    fn on(socket: impl ByteStream + 'static) -> Self {
        Self {
            socket: Box::new(socket),
        }
    }

    async fn send(&mut self, bytes: &str) {
        self.socket.write_all(bytes.as_bytes()).await.unwrap();
    }

    async fn get(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"))
            .await;
    }

    /// Reads an answer whose body ends in `end`, and no further.
    async fn read_until(&mut self, end: &str) -> String {
        let mut answer = Vec::new();
        while !answer.ends_with(end.as_bytes()) {
            let byte = soon(self.socket.read_u8()).await;
            answer.push(
                byte.unwrap_or_else(|error| panic!("{error} after {}", answer.escape_ascii())),
            );
        }
        String::from_utf8(answer).unwrap()
    }

    /// Whether nothing comes for a while.
    async fn hears_nothing(&mut self) -> bool {
        timeout(SHORT, self.socket.read_u8()).await.is_err()
    }

    /// Reads what comes until the server has closed the connection, by whichever way.
    async fn read_to_close(&mut self) -> String {
        let mut rest = Vec::new();
        let _ = soon(self.socket.read_to_end(&mut rest)).await;
        String::from_utf8(rest).unwrap()
    }
}

async fn soon<F: Future>(future: F) -> F::Output {
    timeout(LONG, future)
        .await
        .expect("the server takes too long")
}
