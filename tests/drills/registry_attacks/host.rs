//! A host of the attacker, at a port of this machine.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::script::{Asked, Manner, go};

/// It ends with this value.
pub(super) struct Host {
    pub(super) address: SocketAddr,
    record: Arc<Record>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Record {
    heard: Mutex<Vec<u8>>,
    connections: AtomicUsize,
}

/// A request that goes on and on is none of the client's.
const MAX_HEAD: usize = 1 << 20;

impl Host {
    pub(super) async fn open(acceptor: &TlsAcceptor, manner: Manner) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let record = Arc::new(Record::default());
        let serving = tokio::spawn(serve(listener, acceptor.clone(), manner, record.clone()));
        Self {
            address,
            record,
            serving,
        }
    }

    /// Every byte that was sent to it, below TLS.
    pub(super) fn heard(&self) -> Vec<u8> {
        let heard = self.record.heard.lock();
        heard.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.record.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, manner: Manner, record: Arc<Record>) {
    // Connections end with it, too.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        record.connections.fetch_add(1, Ordering::SeqCst);
        let (acceptor, manner, record) = (acceptor.clone(), manner.clone(), record.clone());
        connections.spawn(async move { receive(stream, &acceptor, manner, &record).await });
    }
}

async fn receive(
    mut stream: TcpStream,
    acceptor: &TlsAcceptor,
    mut manner: Manner,
    record: &Record,
) -> Option<()> {
    go(std::mem::take(&mut manner.first), &mut stream).await?;
    if manner.is_tls {
        let mut stream = acceptor.accept(stream).await.ok()?;
        converse(&mut stream, manner, record).await
    } else {
        converse(&mut stream, manner, record).await
    }
}

async fn converse(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    manner: Manner,
    record: &Record,
) -> Option<()> {
    go(manner.then, stream).await?;
    let mut unread = Vec::new();
    loop {
        let head = read_head(stream, &mut unread, record).await?;
        go((manner.script)(&Asked::of(&head)), stream).await?;
    }
}

/// The next request, up to its empty line. What came of one behind it stays unread.
async fn read_head(
    stream: &mut (impl AsyncRead + Unpin),
    unread: &mut Vec<u8>,
    record: &Record,
) -> Option<String> {
    const END: &[u8] = b"\r\n\r\n";
    loop {
        if let Some(end) = unread.windows(END.len()).position(|it| it == END) {
            let head = unread.drain(..end + END.len()).collect::<Vec<_>>();
            return Some(String::from_utf8_lossy(&head).into_owned());
        }
        let mut some = [0; 4096];
        let read = stream.read(&mut some).await.ok()?;
        if read == 0 || unread.len() > MAX_HEAD {
            return None;
        }
        unread.extend(&some[..read]);
        let mut heard = record.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend(&some[..read]);
    }
}

impl Asked {
    fn of(head: &str) -> Self {
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        Self {
            path: target.split('?').next().unwrap_or_default().to_owned(),
            is_head: method == "HEAD",
            has_login: head.to_ascii_lowercase().contains("\r\nauthorization:"),
        }
    }
}
