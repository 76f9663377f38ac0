//! Answers as they come over a connection.

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The first one in these bytes, and what follows it. One to HEAD has no body.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn read(bytes: &[u8], is_to_head: bool) -> Result<(Self, &[u8]), &'static str> {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
        let (head, rest) = bytes.split_at(end.ok_or("its head has no end")?);
        let rest = &rest[4..];
        let head = str::from_utf8(head).map_err(|_| "its head is no text")?;
        let mut lines = head.split("\r\n");
        let status = status(lines.next().unwrap_or_default()).ok_or("its first line is none")?;
        let headers: Option<Vec<_>> = lines.map(header).collect();
        let mut answer = Self {
            status,
            headers: headers.ok_or("a header of it is none")?,
            body: Vec::new(),
        };
        if is_to_head || status < 200 || [204, 304].contains(&status) {
            return Ok((answer, rest));
        }
        let rest = if answer.header("transfer-encoding") == Some("chunked") {
            unchunked(rest, &mut answer.body)?
        } else {
            let length = answer.header("content-length").ok_or("it has no length")?;
            let length = length.parse().map_err(|_| "its length is no number")?;
            let (body, rest) = rest.split_at_checked(length).ok_or("it breaks off")?;
            answer.body = body.to_vec();
            rest
        };
        Ok((answer, rest))
    }

    /// The one header of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(it, _)| it == name);
        header.map(|(_, value)| value.as_str())
    }
}

fn status(line: &str) -> Option<u16> {
    let rest = line
        .strip_prefix("HTTP/1.1 ")
        .or(line.strip_prefix("HTTP/1.0 "))?;
    let (code, _) = rest.split_once(' ')?;
    code.parse().ok().filter(|code| (100..600).contains(code))
}

/// Its name in lower case, and its value.
fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|it| it.is_ascii_graphic());
    let is_value = !value.contains(char::is_control);
    (is_name && is_value).then(|| (name.to_lowercase(), value.trim().to_owned()))
}

fn unchunked<'a>(mut bytes: &'a [u8], into: &mut Vec<u8>) -> Result<&'a [u8], &'static str> {
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n");
        let (size, rest) = bytes.split_at(end.ok_or("a chunk has no size")?);
        let size = str::from_utf8(size).ok();
        let size = size.and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.ok_or("the size of a chunk is no number")?;
        let (chunk, rest) = rest[2..]
            .split_at_checked(size)
            .ok_or("a chunk breaks off")?;
        into.extend(chunk);
        bytes = rest.strip_prefix(b"\r\n").ok_or("a chunk has no end")?;
        if size == 0 {
            return Ok(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_follow_each_other() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 404 Not Found\r\n\
            transfer-encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\nrest";
        let (first, rest) = Answer::read(bytes, false).ok().unwrap();
        assert_eq!((first.status, &*first.body), (200, &b"{}"[..]));
        let (second, rest) = Answer::read(rest, false).ok().unwrap();
        assert_eq!(
            (second.status, &*second.body, rest),
            (404, &b"[]"[..], &b"rest"[..])
        );
    }

    #[test]
    fn what_breaks_a_rule_is_no_answer() {
        for bytes in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}",
            "\0HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        ] {
            assert!(Answer::read(bytes.as_bytes(), false).is_err(), "{bytes}");
        }
    }
}
