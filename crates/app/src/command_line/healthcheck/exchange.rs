//! One request of HTTP/1.1, the only one of its connection: too little for a client library.

use std::{net::SocketAddr, str};

use anyhow::bail;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Far more than any report has.
const LONGEST: usize = 64 * 1024;

/// Asks for this path on a connection to this address. The caller bounds the time.
pub(super) async fn get(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    address: SocketAddr,
    path: &str,
) -> anyhow::Result<Answer> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: application/json\r\n\
         user-agent: pullkey-healthcheck\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut stream = stream.take(LONGEST as u64);
    let mut received = Vec::new();
    loop {
        if let Some(answer) = Answer::read(&received)? {
            return Ok(answer);
        }
        if stream.read_buf(&mut received).await? == 0 {
            bail!("its answer has no end");
        }
    }
}

/// The answer is not one that Pullkey would send.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum NoAnswer {
    #[error(
        "it speaks TLS, it seems: give tls_cert_file and tls_key_file here, as the service has them"
    )]
    Tls,
    #[error("its answer is not the HTTP that Pullkey speaks")]
    Foreign,
}

/// How an alert of TLS begins, which is what who speaks it answers to plain HTTP: the type, then the major version.
const TLS_ALERT: [u8; 2] = [0x15, 0x03];

impl Answer {
    /// Reads what came so far; `None` as long as something is missing.
    fn read(received: &[u8]) -> Result<Option<Self>, NoAnswer> {
        if received.starts_with(&TLS_ALERT) {
            return Err(NoAnswer::Tls);
        }
        let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let Some(end) = end else {
            return Ok(None);
        };
        let (head, body) = (&received[..end], &received[end + 4..]);
        let mut lines = str::from_utf8(head)
            .map_err(|_| NoAnswer::Foreign)?
            .split("\r\n");
        let status = lines.next().and_then(status).ok_or(NoAnswer::Foreign)?;
        let length = length(lines).ok_or(NoAnswer::Foreign)?;
        Ok(body.get(..length).map(|body| Self {
            status,
            body: body.to_vec(),
        }))
    }
}

/// The three digits after the version.
fn status(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    let status = rest.split(' ').next()?;
    let known = matches!(version, "HTTP/1.0" | "HTTP/1.1") && status.len() == 3;
    known.then(|| number(status)).flatten()
}

/// The length of the body, said once. Pullkey sends no report in another way.
fn length<'a>(headers: impl Iterator<Item = &'a str>) -> Option<usize> {
    let mut length = None;
    for header in headers {
        let (name, value) = header.split_once(':')?;
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return None;
        }
        if name.eq_ignore_ascii_case("content-length") && length.replace(value.trim()).is_some() {
            return None;
        }
    }
    number(length?)
}

/// Digits only: `parse` alone would take a sign.
fn number<T: str::FromStr>(text: &str) -> Option<T> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_once_its_body_has_the_length_that_it_says() {
        let text = "HTTP/1.1 503 Service Unavailable\r\nContent-Length:  2\r\nx: y\r\n\r\n{}";
        let answer = Answer {
            status: 503,
            body: b"{}".to_vec(),
        };
        for cut in 0..text.len() {
            assert_eq!(Answer::read(&text.as_bytes()[..cut]), Ok(None), "{cut}");
        }
        assert_eq!(Answer::read(text.as_bytes()), Ok(Some(answer)));
    }

    #[test]
    fn an_alert_is_told_from_other_answers_by_its_first_bytes() {
        let alert = b"\x15\x03\x03\x00\x02\x02\x32";
        assert_eq!(Answer::read(&alert[..1]), Ok(None));
        for cut in 2..=alert.len() {
            assert_eq!(Answer::read(&alert[..cut]), Err(NoAnswer::Tls), "{cut}");
        }
    }

    #[test]
    fn what_follows_the_body_is_no_part_of_it() {
        let answer = Answer::read(b"HTTP/1.0 200\r\ncontent-length: 1\r\n\r\nab");
        assert_eq!(answer.unwrap().unwrap().body, b"a");
    }

    #[test]
    fn anything_else_is_foreign() {
        for head in [
            "SSH-2.0-OpenSSH_9.2",
            "HTTP/2 200\r\ncontent-length: 0",
            "HTTP/1.1 +20\r\ncontent-length: 0",
            "HTTP/1.1 2000\r\ncontent-length: 0",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK\r\ncontent-length: -1",
            "HTTP/1.1 200 OK\r\ncontent-length: +1",
            "HTTP/1.1 200 OK\r\ncontent-length: ",
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncontent-length: 0",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\ntransfer-encoding: chunked",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nno header",
            "\u{e9}",
        ] {
            let answer = Answer::read(format!("{head}\r\n\r\n").as_bytes());
            assert_eq!(answer, Err(NoAnswer::Foreign), "{head}");
        }
        assert_eq!(Answer::read(b"\xff\r\n\r\n"), Err(NoAnswer::Foreign));
    }
}
