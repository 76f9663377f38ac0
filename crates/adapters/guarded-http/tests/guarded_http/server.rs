//! Servers that answer as they are told to, on addresses of this machine, and clients that may ask them.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use pullkey_guarded_http::{Client, Limits, Policy, Request, Resolve, SystemResolver};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use url::Url;

/// What a server does with each connection, after the head of a request came.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Sends this and ends the connection.
    Whole(&'static str),
    /// Sends this, and then the other again and again, with so long a rest before each.
    Repeating(&'static str, &'static str, Duration),
    /// Ends the connection without a byte.
    Nothing,
    /// Sends this before anything was asked.
    AtOnce(&'static str),
}

/// A server, and the heads of the requests that it got.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

pub(crate) const OK: Answer = Answer::Whole("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");

impl Server {
    /// At any free port of this address.
    pub(crate) async fn at(address: &str, answer: Answer) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            heads: Arc::default(),
            connections: Arc::default(),
        };
        let (heads, connections) = (server.heads.clone(), server.connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *connections.lock().unwrap() += 1;
                tokio::spawn(serve(stream, answer.clone(), heads.clone()));
            }
        });
        server
    }

    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// `http://` and its address.
    pub(crate) fn place(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn url(&self) -> Url {
        Url::parse(&format!("{}/v2/", self.place())).unwrap()
    }

    /// A client that may ask this server, by its address.
    pub(crate) fn client(&self) -> Client {
        client(&[&self.place()], Arc::new(SystemResolver::default()))
    }
}

async fn serve(mut stream: TcpStream, answer: Answer, heads: Arc<Mutex<Vec<String>>>) {
    if let Answer::AtOnce(text) = answer {
        let _: Result<_, _> = stream.write_all(text.as_bytes()).await;
        let _: Result<_, _> = stream.shutdown().await;
        return;
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    heads
        .lock()
        .unwrap()
        .push(String::from_utf8_lossy(&head).into_owned());
    match answer {
        Answer::Nothing | Answer::AtOnce(_) => {}
        Answer::Whole(text) => {
            let _: Result<_, _> = stream.write_all(text.as_bytes()).await;
            let _: Result<_, _> = stream.shutdown().await;
        }
        Answer::Repeating(first, again, rest) => {
            let mut sent = stream.write_all(first.as_bytes()).await;
            while sent.is_ok() {
                if !rest.is_zero() {
                    sleep(rest).await;
                }
                sent = stream.write_all(again.as_bytes()).await;
            }
        }
    }
}

/// A client that may ask these places besides public ones.
pub(crate) fn client(allowed: &[&str], names: Arc<dyn Resolve>) -> Client {
    let allowed = allowed.iter().map(|it| it.parse().unwrap());
    Client::new(
        Policy::allowing(allowed).unwrap(),
        names,
        trusting(RootCertStore::empty()),
    )
}

pub(crate) fn trusting(roots: RootCertStore) -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    config.with_root_certificates(roots).with_no_client_auth()
}

pub(crate) fn get(url: &str) -> Request {
    Request::get(Url::parse(url).unwrap())
}

/// Limits that a test can wait for.
pub(crate) const SHORT: Limits = Limits {
    head: Duration::from_millis(300),
    total: Some(Duration::from_millis(600)),
    idle: Duration::from_millis(300),
    bytes: Some(1_000),
};
