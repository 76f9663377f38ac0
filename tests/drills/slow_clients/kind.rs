use std::io;

use pullkey_tests::Place;
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// In what a client takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It sends nothing.
    Idle,
    /// It does not end its head.
    Head,
    /// It has an answer, and does not end its second head.
    SecondHead,
    /// It does not end its body.
    Body,
    /// It does not take its answers.
    Reader,
}

/// A small window: what is not taken is the service's to keep.
const WINDOW: u32 = 4096;
/// What fits into a packet of most networks. Of one that takes packets of the loopback, the kernel keeps megabytes that are
/// not taken, so that the service would have nothing left to write, and all together more than a machine has.
const SEGMENT: u32 = 1460;
/// So many answers one asks for at once: more than any kernel keeps.
const ANSWERS: usize = 12;
const PAGE: &str = "/v3/docker-registries?limit=100";
/// What this is answered with is large, too.
pub(super) const DOCUMENT: &str = "/openapi.json";
const GIVEN: &[u8; 12] = b"HTTP/1.1 200";
const REQUEST: &str = "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n";
const HALF: &str = "GET /livez HTTP/1.1\r\nhost: loc";

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::Idle,
        Self::Head,
        Self::SecondHead,
        Self::Body,
        Self::Reader,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Head => "slow head",
            Self::SecondHead => "slow second head",
            Self::Body => "slow body",
            Self::Reader => "slow reader",
        }
    }

    /// How often one of this number asks for the document.
    pub(super) fn documents(self, nth: usize) -> usize {
        // No more pages than a company may ask for at a time.
        if self == Self::Reader && !nth.is_multiple_of(3) {
            ANSWERS
        } else {
            0
        }
    }

    /// Connects, and comes to the point from which on it takes its time.
    pub(super) async fn begin(self, nth: usize, place: &Place, key: &str) -> io::Result<TcpStream> {
        let mut stream = connect(place).await?;
        let begun = match self {
            Self::Idle => String::new(),
            Self::Head => HALF.to_owned(),
            Self::SecondHead => {
                stream.write_all(REQUEST.as_bytes()).await?;
                let mut last = 0;
                while last != b'}' {
                    last = stream.read_u8().await?;
                }
                HALF.to_owned()
            }
            Self::Body => format!(
                "POST /v3/docker-registries HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
                 content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
            ),
            Self::Reader => {
                let (path, times) = match self.documents(nth) {
                    0 => (PAGE, 1),
                    times => (DOCUMENT, times),
                };
                let request = format!(
                    "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n"
                );
                request.repeat(times)
            }
        };
        stream.write_all(begun.as_bytes()).await?;
        if self == Self::Reader {
            let mut status = [0; GIVEN.len()];
            stream.read_exact(&mut status).await?;
            if status != *GIVEN {
                return Err(io::Error::other("a reader is given nothing to read"));
            }
        }
        Ok(stream)
    }

    /// Goes on by a byte. Fails when it is closed.
    pub(super) async fn go_on(self, stream: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Reader => stream.read_u8().await.map(drop),
            Self::Body => stream.write_all(b" ").await,
            _ => stream.write_all(b"x").await,
        }
    }
}

/// With a small window, as from another machine.
pub(super) async fn connect(place: &Place) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(WINDOW)?;
    SockRef::from(&socket).set_tcp_mss(SEGMENT)?;
    socket.connect(place.address()).await
}
