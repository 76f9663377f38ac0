use std::{
    io,
    time::{Duration, Instant},
};

use pullkey_tests::Place;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
    sync::watch::Receiver,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{
    held::{self, Held},
    kind::connect,
    registry::{Blob, EndlessRegistry},
};
use crate::{
    drill::{Broken, Verdict, figure, hold},
    stand_in::as_password,
};

/// Clients that pull blobs, and take them or not.
pub(super) struct Streams(Vec<Stream>);

struct Stream {
    pull: Pull,
    pulling: JoinHandle<io::Result<Option<Lasted>>>,
}

/// How long it took until a stream was closed.
#[derive(Debug, Clone, Copy)]
struct Lasted {
    /// Since it was asked for: its stall did not begin before.
    asked: Duration,
    /// Since its client had the head: its stall began soon after.
    begun: Duration,
}

/// What comes of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pull {
    /// Its client does not read.
    Unread,
    /// Its client reads a byte a second, which is less than what makes room for another packet.
    Trickling,
    /// Its registry sends nothing.
    Silent,
    /// Its client reads what comes, now and then.
    Lively,
}

/// How long a stream is borne with in which no byte moves.
const STALLED_FOR: Duration = Duration::from_secs(30);
/// By then it is found, on a machine that does other things.
const AND_FOUND: Duration = Duration::from_secs(35);
const LOOK: Duration = Duration::from_millis(200);
const LIVELY: usize = 4;

impl Streams {
    /// So many of each.
    pub(super) fn begin(
        of_each: usize,
        place: &Place,
        key: &str,
        registry: &EndlessRegistry,
        runtime: &Runtime,
    ) -> Self {
        let all = [Pull::Unread, Pull::Trickling, Pull::Silent, Pull::Lively];
        let all = all.into_iter().flat_map(|pull| {
            // They take the time of the processors, which the others should have.
            let count = if pull == Pull::Lively {
                of_each.min(LIVELY)
            } else {
                of_each
            };
            std::iter::repeat_n(pull, count)
        });
        let held = held::watch(place, LOOK);
        let begin = |pull: Pull| {
            let request = request(&registry.path(pull.blob()), key);
            let (place, held) = (place.clone(), held.clone());
            let pulling = runtime.spawn(async move { pull.go_on(&place, &request, &held).await });
            Stream { pull, pulling }
        };
        Self(all.map(begin).collect())
    }

    /// How many there are.
    pub(super) fn number(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }

    /// Whether each stalled one was closed when it should be, and none that was not.
    pub(super) fn end(self, runtime: &Runtime) -> Verdict {
        let mut times = Vec::new();
        let mut verdict = Ok(());
        for Stream { pull, pulling } in self.0 {
            let ended = runtime.block_on(pulling).expect("a client ends");
            let judged = match ended {
                Err(error) => Err(Broken(format!("a blob cannot be pulled: {error}"))),
                Ok(closed) => {
                    times.extend(closed.map(|it| it.begun));
                    pull.judge(closed)
                }
            };
            verdict = verdict.and(judged);
        }
        let of = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f32);
        let (first, last) = (of(times.iter().min()), of(times.iter().max()));
        let (count, limit) = (times.len(), STALLED_FOR.as_secs());
        figure(
            &format!("{count} stalled blobs"),
            format!("closed after {first:.1} to {last:.1} s ({limit} s)"),
        );
        verdict
    }
}

impl Pull {
    fn blob(self) -> Blob {
        match self {
            Self::Silent => Blob::Silent,
            _ => Blob::Endless,
        }
    }

    /// Pulls until the service closes, which it tells after which time it was. What lives so much longer than stalls may is
    /// left alone.
    async fn go_on(
        self,
        place: &Place,
        request: &str,
        held: &Receiver<Held>,
    ) -> io::Result<Option<Lasted>> {
        let asked = Instant::now();
        let mut stream = match self {
            Self::Lively => TcpStream::connect(place.address()).await?,
            _ => connect(place).await?,
        };
        stream.write_all(request.as_bytes()).await?;
        read_head(&mut stream).await?;
        let begun = Instant::now();
        let lasted = || Lasted {
            asked: asked.elapsed(),
            begun: begun.elapsed(),
        };
        let port = stream.local_addr()?.port();
        let mut piece = vec![0; 256 << 10];
        while begun.elapsed() < AND_FOUND + Duration::from_secs(2) {
            match self {
                Self::Unread => sleep(LOOK).await,
                Self::Trickling => {
                    sleep(Duration::from_secs(1)).await;
                    drop(timeout(LOOK, stream.read_u8()).await);
                }
                Self::Silent => drop(timeout(LOOK, stream.read(&mut piece)).await),
                Self::Lively => {
                    sleep(LOOK).await;
                    let read = stream.read(&mut piece).await;
                    if !matches!(read, Ok(1..)) {
                        return Ok(Some(lasted()));
                    }
                    continue;
                }
            }
            if held.borrow().is_closed(port, begun) {
                return Ok(Some(lasted()));
            }
        }
        Ok(None)
    }

    fn judge(self, closed: Option<Lasted>) -> Verdict {
        let good = match (self, closed) {
            (Self::Lively, closed) => closed.is_none(),
            (_, Some(after)) => after.asked >= STALLED_FOR && after.begun <= AND_FOUND,
            (_, None) => false,
        };
        hold(good, || match closed {
            Some(after) => {
                let after = after.begun.as_millis();
                format!("a blob ({self:?}) is closed after {after} ms")
            }
            None => format!("a blob ({self:?}) is not closed"),
        })
    }
}

pub(super) async fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// What asks for this as a client that pulls does.
pub(super) fn request(path: &str, key: &str) -> String {
    let login = as_password(key);
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {login}\r\n\r\n")
}
