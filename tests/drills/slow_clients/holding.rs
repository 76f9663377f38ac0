use std::time::Duration;

use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    sync::oneshot::{Sender, channel},
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::kind::Kind;

/// A connection that its client keeps open, until this value ends.
pub(super) struct Holding {
    closed: Sender<()>,
    coming: JoinHandle<Option<usize>>,
}

const SECOND: Duration = Duration::from_secs(1);
/// What was written before a connection was closed is there soon.
const PATIENCE: Duration = Duration::from_secs(10);

impl Holding {
    /// One that goes on by a byte a second, if it does.
    pub(super) fn of(mut stream: TcpStream, kind: Kind, goes_on: bool) -> Self {
        let (closed, told) = channel();
        let coming = tokio::spawn(async move {
            let mut bytes = 0;
            let is_closed = tokio::select! {
                () = go_on(&mut stream, kind, goes_on, &mut bytes) => false,
                told = told => told.is_ok(),
            };
            if !is_closed {
                return None;
            }
            let rest = timeout(PATIENCE, rest(&mut stream)).await;
            rest.ok().map(|rest| bytes + rest)
        });
        Self { closed, coming }
    }

    /// How many bytes came over it in all, now that the service has closed it: `None` if they have no end.
    pub(super) async fn all_that_came(self) -> Option<usize> {
        // It waits for nothing else.
        let _ = self.closed.send(());
        self.coming.await.ok().flatten()
    }
}

/// Never ends, and counts what it reads.
async fn go_on(stream: &mut TcpStream, kind: Kind, goes_on: bool, bytes: &mut usize) {
    while goes_on && kind.go_on(stream).await.is_ok() {
        *bytes += usize::from(kind == Kind::Reader);
        sleep(SECOND).await;
    }
    std::future::pending::<()>().await;
}

/// How much comes until the end, however that is told.
async fn rest(stream: &mut TcpStream) -> usize {
    let (mut bytes, mut piece) = (0, vec![0; 64 << 10]);
    while let Ok(read @ 1..) = stream.read(&mut piece).await {
        bytes += read;
    }
    bytes
}
