use std::{
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread::{self, sleep},
    time::Duration,
};

/// A registry that hands out blobs as slowly as it is asked to, and what is left of one after a cut at once. It asks for a
/// login, and takes any.
pub(super) struct SlowRegistry(SocketAddr);

/// A blob by how long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blob {
    /// Less than nodes give to what runs when they are asked to stop.
    Short,
    /// More than that.
    Long,
}

/// So much is sent at a time, and then nothing for a while.
const PIECE: usize = 64 * 1024;
const PAUSE: Duration = Duration::from_millis(100);

impl Blob {
    fn pieces(self) -> usize {
        match self {
            Self::Short => 12,
            Self::Long => 160,
        }
    }

    pub(super) fn length(self) -> usize {
        self.pieces() * PIECE
    }

    /// What a registry knows it by. Nobody here computes it.
    pub(super) fn digest(self) -> String {
        let digit = match self {
            Self::Short => "5",
            Self::Long => "1",
        };
        format!("sha256:{}", digit.repeat(64))
    }

    /// Its byte at this place: none is like its neighbours, so that what is lost or comes twice shows.
    #[expect(clippy::cast_possible_truncation, reason = "any byte will do")]
    pub(super) fn byte(at: usize) -> u8 {
        (at ^ (at >> 8) ^ (at >> 16)) as u8
    }
}

impl SlowRegistry {
    /// Starts one. With `slip`, it resumes so many bytes behind the place that was asked for.
    pub(super) fn start(slip: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // Who goes away notices by himself.
                thread::spawn(move || drop(serve(&client, slip)));
            }
        });
        Self(address)
    }

    /// Host and port.
    pub(super) fn host(&self) -> String {
        self.0.to_string()
    }
}

fn serve(client: &TcpStream, slip: usize) -> io::Result<()> {
    let mut requests = BufReader::new(client);
    loop {
        let (mut path, mut from, mut has_login) = (String::new(), 0, false);
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let lower = line.to_lowercase();
            if path.is_empty() {
                line.clone_into(&mut path);
            } else if let Some(range) = lower.strip_prefix("range: bytes=") {
                let first = range.split('-').next().unwrap_or_default();
                from = first.parse().unwrap_or_default();
            }
            has_login |= lower.starts_with("authorization: ");
        }
        if !has_login {
            let challenge = "www-authenticate: Basic realm=\"slow\"\r\ncontent-length: 0";
            write_head(client, "401 Unauthorized", challenge)?;
            continue;
        }
        let mut blobs = [Blob::Short, Blob::Long].into_iter();
        match blobs.find(|it| path.contains(&it.digest())) {
            Some(blob) => hand_out(client, blob, from, slip)?,
            None => write_head(client, "200 OK", "content-length: 0")?,
        }
    }
}

fn hand_out(mut client: &TcpStream, blob: Blob, from: usize, slip: usize) -> io::Result<()> {
    let length = blob.length();
    if from == 0 {
        let fields = format!("accept-ranges: bytes\r\ncontent-length: {length}");
        write_head(client, "200 OK", &fields)?;
    } else {
        let (last, rest) = (length - 1, length - from);
        let fields =
            format!("content-range: bytes {from}-{last}/{length}\r\ncontent-length: {rest}");
        write_head(client, "206 Partial Content", &fields)?;
    }
    let mut at = from;
    while at < length {
        let end = (at + PIECE).min(length);
        let shift = if from == 0 { 0 } else { slip };
        let piece: Vec<u8> = (at..end).map(|it| Blob::byte(it + shift)).collect();
        client.write_all(&piece)?;
        at = end;
        if from == 0 {
            sleep(PAUSE);
        }
    }
    Ok(())
}

fn write_head(mut client: &TcpStream, status: &str, fields: &str) -> io::Result<()> {
    write!(
        client,
        "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\n{fields}\r\n\r\n"
    )
}
