use std::{io, net::Ipv4Addr, time::Duration};

use serde_json::Value;
use ureq::{
    Agent, Error,
    http::{Request, Response},
};

use crate::Place;

/// A client that sends each request exactly once, for many threads at a time.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    place: Place,
    is_scattered: bool,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Call {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers in a fixed order, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// Nobody listened, so nothing was sent.
    Unsent,
    /// It was sent, at least in part. Nobody knows what became of it.
    Unanswered(String),
}

/// No answer that somebody waits for takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

impl Client {
    /// A client of the service at this place, with connections of its own.
    pub fn of(place: &Place) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_idle_connections_per_host(64)
            .proxy(None)
            .timeout_global(Some(PATIENCE));
        Self {
            agent: config.build().into(),
            place: place.clone(),
            is_scattered: false,
        }
    }

    /// The same, but each request comes from another address: for a service that trusts this machine as a proxy.
    #[must_use]
    pub fn scattered(self) -> Self {
        Self {
            is_scattered: true,
            ..self
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// [`Lost`] if no whole answer came.
    pub fn send(&self, call: &Call) -> Result<Reply, Lost> {
        let uri = format!("http://{}{}", self.place.address(), call.path);
        let mut request = Request::builder().method(call.method.as_str()).uri(uri);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        if self.is_scattered {
            let address = Ipv4Addr::from_bits(fastrand::u32(0x0a00_0000..0x0b00_0000));
            request = request.header("x-forwarded-for", address.to_string());
        }
        let takes_body = ["POST", "PUT", "PATCH"].contains(&call.method.as_str());
        let body = call.body.clone().or(takes_body.then(String::new));
        let answer = match body {
            Some(body) => self.agent.run(whole(request.body(body))),
            None => self.agent.run(whole(request.body(()))),
        };
        answer.and_then(reply).map_err(Lost::from)
    }
}

fn whole<B>(request: Result<Request<B>, ureq::http::Error>) -> Request<B> {
    request.expect("tests send requests that can be sent")
}

fn reply(answer: Response<ureq::Body>) -> Result<Reply, Error> {
    let (head, mut body) = answer.into_parts();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let pairs = head.headers.iter();
    let mut headers: Vec<_> = pairs
        .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
        .collect();
    headers.sort();
    Ok(Reply {
        status: head.status.as_u16(),
        headers,
        body: body.read_to_vec()?,
    })
}

impl From<Error> for Lost {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => Self::Unsent,
            other => Self::Unanswered(other.to_string()),
        }
    }
}

impl Call {
    /// A request with this method and path.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// Its method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Its path, with the query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its headers.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Its body, if it has one.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// As the holder of this key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.text(body.to_string())
    }

    /// With this text, which is called JSON.
    #[must_use]
    pub fn text(self, body: String) -> Self {
        self.typed("application/json", body)
    }

    /// With this text, which is called that.
    #[must_use]
    pub fn typed(mut self, media_type: &str, body: String) -> Self {
        self.body = Some(body);
        self.header("content-type", media_type)
    }
}

impl Reply {
    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The value of this header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(it, _)| it == name);
        header.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    fn place(listener: &TcpListener) -> Place {
        Place::at(listener.local_addr().unwrap().port())
    }

    #[test]
    fn what_nobody_listened_to_was_not_sent() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = place(&listener);
        drop(listener);
        let answer = Client::of(&place).send(&Call::new("GET", "/"));
        assert_eq!(answer, Err(Lost::Unsent));
    }

    /// Whoever sent again by himself would make two of one create.
    #[test]
    fn what_was_cut_off_is_unanswered_and_not_sent_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = place(&listener);
        let served = thread::spawn(move || {
            let answer: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            let (mut first, _) = listener.accept().unwrap();
            for answer in [answer, b""] {
                let mut request = Vec::new();
                while !request.ends_with(b"{}") {
                    let mut byte = [0];
                    first.read_exact(&mut byte).unwrap();
                    request.extend(byte);
                }
                first.write_all(answer).unwrap();
            }
            drop(first);
            listener.set_nonblocking(true).unwrap();
            assert!(listener.accept().is_err(), "it connected again");
        });
        let client = Client::of(&place);
        let call = Call::new("POST", "/").text("{}".to_owned());
        assert_eq!(client.send(&call).unwrap().status, 200);
        assert!(matches!(client.send(&call), Err(Lost::Unanswered(_))));
        served.join().unwrap();
    }
}
