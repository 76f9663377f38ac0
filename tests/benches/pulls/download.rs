//! A client that does as little as it can.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use ring::digest::{Context, SHA256};

use crate::stage::Way;

/// What it does with the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// Nothing.
    Nothing,
    /// The digest, as every client does that pulls.
    Digest,
}

/// Takes all of a blob, and tells how many bytes it has.
pub(crate) fn download(way: &Way, with: With) -> u64 {
    let socket = TcpStream::connect(&way.host).expect("somebody listens");
    let mut socket = BufReader::with_capacity(256 * 1024, socket);
    let Way {
        host,
        path,
        authorization,
    } = way;
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: {authorization}\r\nconnection: close\r\n\r\n"
    );
    socket
        .get_mut()
        .write_all(head.as_bytes())
        .expect("it is taken");
    let mut length = 0;
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).expect("there is a head");
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().expect("it is a number");
        }
        assert!(
            !line.starts_with("HTTP/1.1") || line.contains(" 200 "),
            "{line}"
        );
        if line == "\r\n" {
            break;
        }
    }
    let mut buffer = vec![0; 256 * 1024];
    let (mut taken, mut digest) = (0, Context::new(&SHA256));
    while taken < length {
        let read = socket.read(&mut buffer).expect("it goes on");
        assert!(read > 0, "it ended after {taken} of {length} bytes");
        if with == With::Digest {
            digest.update(&buffer[..read]);
        }
        taken += read as u64;
    }
    if with == With::Digest {
        let digest = digest.finish();
        let known = path.rsplit(':').next().expect("it has a digest");
        let digits = |at: usize| known.get(2 * at..2 * at + 2).unwrap_or_default();
        let is_known = |(at, byte): (usize, &u8)| u8::from_str_radix(digits(at), 16) == Ok(*byte);
        let is_same = digest.as_ref().iter().enumerate().all(is_known);
        assert!(is_same, "the layer is another one");
    }
    taken
}
