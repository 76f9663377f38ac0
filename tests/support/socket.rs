use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::Server;

/// A connection on which a test sends whatever bytes it likes.
pub struct Socket(TcpStream);

impl Socket {
    /// Connects to a running service.
    pub fn to(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).expect("the server accepts");
        let patience = Some(Duration::from_secs(30));
        stream
            .set_read_timeout(patience)
            .expect("a time-out is set");
        Self(stream)
    }

    /// Sends these bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        assert!(self.try_send(bytes), "the server takes what is sent");
    }

    /// Sends these bytes, unless the server closed the connection.
    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).is_ok()
    }

    /// Sends nothing more.
    pub fn end(&mut self) {
        self.0
            .shutdown(Shutdown::Write)
            .expect("the connection is open");
    }

    /// Whatever comes until the server closes the connection.
    pub fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A reset after the answer ends it as well.
        drop(self.0.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One answer with its body, by its content-length.
    pub fn answer(&mut self) -> String {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            self.0.read_exact(&mut byte).expect("a whole head comes");
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("the head is text");
        let length = head.lines().find_map(|line| {
            let line = line.to_lowercase();
            line.strip_prefix("content-length: ")?.parse().ok()
        });
        let mut body = vec![0; length.unwrap_or(0)];
        self.0.read_exact(&mut body).expect("a whole body comes");
        head + &String::from_utf8(body).expect("the body is text")
    }
}
