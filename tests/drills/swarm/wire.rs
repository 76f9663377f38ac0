use std::{io, time::Duration};

use pullkey_tests::{Place, Reply};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection on which one request is answered after the other.
pub(super) struct Wire {
    place: Place,
    stream: Option<TcpStream>,
    read: Vec<u8>,
}

impl Wire {
    /// One that is opened when it is first needed.
    pub(super) fn to(place: &Place) -> Self {
        Self {
            place: place.clone(),
            stream: None,
            read: Vec::new(),
        }
    }

    /// Sends the bytes of a request, and gives the answer. After an error, it is opened anew.
    pub(super) async fn ask(&mut self, request: &[u8]) -> io::Result<Reply> {
        let answer = timeout(PATIENCE, self.try_ask(request)).await;
        let answer = answer.unwrap_or(Err(io::ErrorKind::TimedOut.into()));
        let closes = answer.as_ref().map_or(true, |it| {
            it.header("connection").is_some_and(|it| it == "close")
        });
        if closes {
            self.stream = None;
        }
        answer
    }

    async fn try_ask(&mut self, request: &[u8]) -> io::Result<Reply> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.place.address()).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        self.read.clear();
        stream.write_all(request).await?;
        loop {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(reply) = parse(&self.read)? {
                return Ok(reply);
            }
        }
    }
}

/// The answer, if all of it is there.
fn parse(bytes: &[u8]) -> io::Result<Option<Reply>> {
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| malformed())?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.get(9..12)?.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let reply = Reply {
        status: status.ok_or_else(malformed)?,
        headers: headers.collect(),
        body: bytes[end + 4..].to_vec(),
    };
    let length = reply.header("content-length").map(str::parse);
    let length: usize = length.transpose().map_err(|_| malformed())?.unwrap_or(0);
    Ok((reply.body.len() >= length).then_some(reply))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_there_once_all_of_its_body_is() {
        let bytes = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}";
        for end in 0..bytes.len() {
            assert!(parse(&bytes[..end]).unwrap().is_none());
        }
        let reply = parse(bytes).unwrap().unwrap();
        assert_eq!((reply.status, &reply.body[..]), (503, &b"{}"[..]));
    }
}
