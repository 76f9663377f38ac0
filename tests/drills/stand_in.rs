//! A registry that takes any login, and keeps what it heard: logins are secrets of a drill, which no real one knows.

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{Message, Place, Proxy};

/// What listens at a port of this machine. It ends with this value.
pub(crate) struct StandIn {
    proxy: Option<Proxy>,
    host: String,
    record: Record,
}

/// All requests that came, in order.
#[derive(Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Vec<Message>>>);

/// How a registry wants to be logged in to.
#[derive(Debug, Clone)]
pub(crate) enum Access {
    /// By the password itself.
    Password,
    /// By a token of this realm.
    Token(String),
}

/// The manifest that it has under every name.
pub(crate) const MANIFEST: &str = r#"{"schemaVersion":2}"#;
/// Its digest.
pub(crate) const MANIFEST_DIGEST: &str =
    "sha256:bafebd36189ad3688b7b3915ea55d461e0bfcfbdde11e54b0a123999fb6be50f";
/// The digest of some blob. Only who pulls it compares.
pub(crate) const BLOB_DIGEST: &str =
    "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

impl StandIn {
    pub(crate) fn start(answer: impl Fn(&Message) -> Message + Send + Sync + 'static) -> Self {
        Self::heard_in(&Record::default(), answer)
    }

    /// One that writes down what it hears in a record that others may write in, too.
    pub(crate) fn heard_in(
        record: &Record,
        answer: impl Fn(&Message) -> Message + Send + Sync + 'static,
    ) -> Self {
        let (record, recording) = (record.clone(), record.clone());
        // Nobody is behind it.
        let proxy = Proxy::start(&Place::at(9), move |request, _| {
            recording.add(request.clone());
            let answer = answer(&request);
            Ok(match request.method() {
                "HEAD" => without_body(answer),
                _ => answer,
            })
        });
        Self {
            host: proxy.place().address().to_string(),
            proxy: Some(proxy),
            record,
        }
    }

    /// Host and port.
    pub(crate) fn host(&self) -> String {
        self.host.clone()
    }

    /// Closes all connections, and answers nobody any more.
    pub(crate) fn hang_up(&mut self) {
        self.proxy = None;
    }

    pub(crate) fn record(&self) -> &Record {
        &self.record
    }
}

impl Record {
    pub(crate) fn add(&self, request: Message) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(request);
    }

    pub(crate) fn all(&self) -> Vec<Message> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.clone()
    }

    /// The user names and passwords that were shown, each as a pair with a colon.
    pub(crate) fn logins(&self) -> Vec<String> {
        self.all().iter().filter_map(login).collect()
    }
}

/// What a registry answers that has everything, and lets everybody in who shows anything.
pub(crate) fn ordinary(access: &Access, request: &Message) -> Message {
    if request.header("authorization").is_none() {
        let challenge = match access {
            Access::Password => "Basic realm=\"stand-in\"".to_owned(),
            Access::Token(realm) => format!("Bearer realm=\"{realm}\",service=\"stand-in\""),
        };
        let mut answer = Message::answer("401 Unauthorized", b"{}");
        answer.set_header("www-authenticate", &challenge);
        return answer;
    }
    let has = |part: &str| request.path().contains(part);
    if has("/manifests/") {
        let mut answer = Message::answer("200 OK", MANIFEST.as_bytes());
        answer.set_header("content-type", "application/vnd.oci.image.manifest.v1+json");
        answer.set_header("docker-content-digest", MANIFEST_DIGEST);
        answer
    } else if has("/blobs/") {
        Message::answer("200 OK", b"a layer")
    } else if has("/tags/list") {
        Message::answer("200 OK", br#"{"name":"acme/app","tags":["1"]}"#)
    } else if has("/referrers/") {
        Message::answer("200 OK", br#"{"schemaVersion":2,"manifests":[]}"#)
    } else {
        Message::answer("200 OK", b"{}")
    }
}

/// What a realm answers that hands out this token.
pub(crate) fn token(token: &str, refresh_token: &str) -> Message {
    let body = format!("{{\"token\":\"{token}\",\"refresh_token\":\"{refresh_token}\"}}");
    Message::answer("200 OK", body.as_bytes())
}

/// The user name and the password that a request shows.
pub(crate) fn login(request: &Message) -> Option<String> {
    let pair = request.header("authorization")?.strip_prefix("Basic ")?;
    let pair = BASE64_STANDARD.decode(pair).ok()?;
    Some(String::from_utf8_lossy(&pair).into_owned())
}

/// What an API key is sent as by clients that pull.
pub(crate) fn as_password(key: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("anybody:{key}")))
}

/// The head alone.
fn without_body(mut answer: Message) -> Message {
    let length = answer.body().len().to_string();
    answer.set_body(Vec::new());
    answer.set_header("content-length", &length);
    answer
}

#[cfg(test)]
mod tests {
    use pullkey_tests::{Call, Client};

    use super::*;

    #[test]
    fn it_takes_any_login_and_tells_which_it_was() {
        let registry = StandIn::start(|request| ordinary(&Access::Password, request));
        let place = registry.proxy.as_ref().map(Proxy::place);
        let client = Client::of(place.unwrap());
        let ask = |login: Option<&str>| {
            let mut call = Call::new("HEAD", "/v2/acme/app/manifests/1");
            if let Some(key) = login {
                call = call.header("authorization", &as_password(key));
            }
            client.send(&call).unwrap()
        };
        assert_eq!(ask(None).status, 401);
        assert_eq!((ask(Some("x")).status, ask(Some("y")).body), (200, vec![]));
        assert_eq!(registry.record().logins(), ["anybody:x", "anybody:y"]);
        assert_eq!(registry.record().all().len(), 3);
    }

    #[test]
    fn the_digest_is_that_of_the_manifest() {
        let digest = ring::digest::digest(&ring::digest::SHA256, MANIFEST.as_bytes());
        let digest = pullkey_tests::hex(digest.as_ref());
        assert_eq!(format!("sha256:{digest}"), MANIFEST_DIGEST);
    }
}
