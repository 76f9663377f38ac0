//! What stands before the service with a bug: it hands bytes to and fro.

use std::{
    future::pending,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pullkey_tests::Place;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    time::{sleep, timeout},
};

use super::bugs::Bug;

/// It ends with its runtime.
pub(super) struct Relay {
    place: Place,
}

/// What a relay keeps of its connections.
#[derive(Default)]
struct Kept {
    open: AtomicUsize,
    buffers: Mutex<Vec<Vec<u8>>>,
}

const CUT_AFTER: Duration = Duration::from_secs(12);
/// With so many connections others wait.
const MANY: usize = 300;
const WAIT: Duration = Duration::from_millis(300);
const BUFFER: usize = 256 * 1024;
/// A client that takes nothing is borne with as the service would.
const STALL: Duration = Duration::from_secs(9);
const STREAM_STALL: Duration = Duration::from_secs(30);

impl Relay {
    /// The relay in which a bug lives, if it lives in one.
    pub(super) fn start(bug: Bug, service: &Place, runtime: &Runtime) -> Option<Self> {
        if bug == Bug::GivesAll {
            return None;
        }
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let (service, kept) = (service.clone(), Arc::new(Kept::default()));
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (service, kept) = (service.clone(), kept.clone());
                // Who goes away notices by himself.
                tokio::spawn(async move { drop(serve(bug, client, &service, &kept).await) });
            }
        });
        let place = Place::at(port);
        Some(Self { place })
    }

    /// Where it listens.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

async fn serve(bug: Bug, client: TcpStream, service: &Place, kept: &Kept) -> io::Result<()> {
    kept.open.fetch_add(1, Ordering::Relaxed);
    if bug == Bug::Hoards {
        let mut buffers = kept.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.push(vec![1; BUFFER]);
    }
    let passed = pass_on(bug, client, service, kept).await;
    kept.open.fetch_sub(1, Ordering::Relaxed);
    passed
}

async fn pass_on(bug: Bug, client: TcpStream, service: &Place, kept: &Kept) -> io::Result<()> {
    let mut begin = [0; 4];
    // An idle client is handed on as well.
    let service = TcpStream::connect(service.address()).await?;
    drop(timeout(WAIT, client.peek(&mut begin)).await);
    let is_pull = async {
        let mut path = [0; 8];
        client.peek(&mut path).await.is_ok() && path == *b"GET /v2/"
    };
    let is_pull = timeout(WAIT, is_pull).await == Ok(true);
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_service, mut to_service) = service.into_split();
    let asking = async {
        let mut piece = [0; 4096];
        while let Ok(read @ 1..) = from_client.read(&mut piece).await {
            if bug == Bug::Queues && kept.open.load(Ordering::Relaxed) > MANY {
                sleep(WAIT).await;
            }
            to_service.write_all(&piece[..read]).await?;
        }
        to_service.shutdown().await?;
        pending::<io::Result<()>>().await
    };
    let stall = if is_pull { STREAM_STALL } else { STALL };
    let answering = async {
        let mut piece = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_service.read(&mut piece).await {
            let taken = to_client.write_all(&piece[..read]);
            if bug == Bug::AwaitsReaders && !is_pull {
                taken.await?;
            } else {
                timeout(stall, taken).await??;
            }
        }
        io::Result::Ok(())
    };
    let cut = async {
        match bug {
            Bug::CutsStreams if is_pull => sleep(CUT_AFTER).await,
            _ => pending().await,
        }
    };
    let ended = tokio::select! {
        ended = answering => ended,
        ended = asking => ended,
        () = cut => Ok(()),
    };
    if bug == Bug::KeepsOpen {
        pending::<()>().await;
    }
    ended
}
