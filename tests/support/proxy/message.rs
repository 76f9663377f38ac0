use std::io::{self, BufRead, Read, Write};

/// A request or an answer of HTTP/1.1 whose body has a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    first_line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    /// A request without a body.
    pub fn request(method: &str, path: &str) -> Self {
        Self {
            first_line: format!("{method} {path} HTTP/1.1"),
            headers: vec![("host".to_owned(), "localhost".to_owned())],
            body: Vec::new(),
        }
    }

    /// An answer with this status and body.
    pub fn answer(status: &str, body: &[u8]) -> Self {
        let mut answer = Self {
            first_line: format!("HTTP/1.1 {status}"),
            headers: Vec::new(),
            body: Vec::new(),
        };
        answer.set_header("content-type", "application/json");
        answer.set_body(body.to_vec());
        answer
    }

    /// Reads one.
    pub(super) fn read(from: &mut impl BufRead) -> io::Result<Self> {
        Self::read_answer(from, false)
    }

    /// Reads one that may be the head of an answer to HEAD: that has a length, but no body.
    pub(super) fn read_answer(from: &mut impl BufRead, bodyless: bool) -> io::Result<Self> {
        let mut message = Self {
            first_line: line(from)?,
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let line = line(from)?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
            let header = (name.to_owned(), value.trim().to_owned());
            message.headers.push(header);
        }
        let length = message.header("content-length").unwrap_or("0").parse();
        if !bodyless {
            message.body = vec![0; length.map_err(|_| io::ErrorKind::InvalidData)?];
            from.read_exact(&mut message.body)?;
        }
        Ok(message)
    }

    /// Writes it.
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut head = self.first_line.clone();
        for (name, value) in &self.headers {
            head.extend(["\r\n", name, ": ", value]);
        }
        head.push_str("\r\n\r\n");
        to.write_all(&[head.as_bytes(), &self.body].concat())
    }

    /// The method of a request.
    pub fn method(&self) -> &str {
        self.word(0)
    }

    /// The path of a request.
    pub fn path(&self) -> &str {
        self.word(1)
    }

    /// The status of an answer.
    pub fn status(&self) -> &str {
        self.word(1)
    }

    fn word(&self, place: usize) -> &str {
        let mut words = self.first_line.split(' ');
        words.nth(place).unwrap_or_default()
    }

    /// Replaces the first line.
    pub fn set_first_line(&mut self, line: &str) {
        line.clone_into(&mut self.first_line);
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(it, _)| it.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Takes every header of this name away.
    pub fn remove_header(&mut self, name: &str) {
        self.headers
            .retain(|(it, _)| !it.eq_ignore_ascii_case(name));
    }

    /// Makes this the one header of its name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.remove_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Replaces the body.
    pub fn set_body(&mut self, body: Vec<u8>) {
        self.set_header("content-length", &body.len().to_string());
        self.body = body;
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if from.take(64 * 1024).read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let line = line
        .strip_suffix("\r\n")
        .ok_or(io::ErrorKind::InvalidData)?;
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let bytes = b"PATCH /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nA: b\r\nA: c\r\n\r\n{}";
        let message = Message::read(&mut &bytes[..]).unwrap();
        assert_eq!((message.method(), message.path()), ("PATCH", "/a"));
        let mut written = Vec::new();
        message.write(&mut written).unwrap();
        assert_eq!(written, bytes);
    }

    #[test]
    fn the_answer_to_head_has_a_length_and_no_body() {
        let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n";
        let message = Message::read_answer(&mut &bytes[..], true).unwrap();
        assert_eq!((message.status(), message.body()), ("200", &b""[..]));
    }

    #[test]
    fn what_breaks_off_is_no_message() {
        for bytes in [
            "",
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\ncontent-length: 2\r\n\r\n{",
        ] {
            assert!(Message::read(&mut bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
