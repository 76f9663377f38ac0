use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Response, Uri, header};
use http_body_util::Full;
use rustls::ClientConfig;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

use crate::{
    Body, Error, Limits, Policy, Refusal, Resolve, connector::Connector, limits::after, pool,
};

/// Asks places that strangers name, as far as its [`Policy`] lets it.
///
/// It follows no redirect, knows no proxy, keeps no cookie, unpacks nothing, and sends no credential but those that are
/// in the headers of a request. Connections are kept for further requests of the same thread to the same place.
#[derive(Clone)]
pub struct Client {
    connector: Arc<Connector>,
}

/// What is asked of a place.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The place, path and query. A fragment stays here.
    pub url: Url,
    /// The headers. Those that say where the request goes and where it ends are made from the rest, whatever stands here.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What only the client itself may say: another word for it would end a request early on a connection that others share.
const OURS: [HeaderName; 8] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

impl Client {
    /// One that connects as far as `policy` lets it, asks `resolver` for names, and trusts whom `tls` does. It speaks HTTP/1.1,
    /// whatever else `tls` offers.
    pub fn new(policy: Policy, resolver: Arc<dyn Resolve>, mut tls: ClientConfig) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let connector = Connector {
            policy: Arc::new(policy),
            resolver,
            tls: Arc::new(tls),
        };
        let connector = Arc::new(connector);
        Self { connector }
    }

    /// What it lets through.
    pub fn policy(&self) -> &Policy {
        &self.connector.policy
    }

    /// Sends a request, and answers with the head of the answer and its body, which is yet to come.
    ///
    /// # Errors
    /// [`Error`] when there is none within the limits.
    pub async fn send(
        &self,
        mut request: Request,
        limits: Limits,
    ) -> Result<Response<Body>, Error> {
        let began = Instant::now();
        self.policy().judge(&request.url)?;
        if request.method == Method::CONNECT {
            return Err(Refusal::Form.into());
        }
        for name in OURS {
            request.headers.remove(name);
        }
        let mut asked = http::Request::new(Full::new(request.body));
        *asked.method_mut() = request.method;
        *asked.uri_mut() = uri(&request.url).map_err(|_| Refusal::Form)?;
        *asked.headers_mut() = request.headers;
        let answered = timeout_at(
            after(began, limits.head),
            pool::of(&self.connector).request(asked),
        )
        .await;
        let answer = answered.map_err(|_| Error::Overdue)?;
        let answer = answer.map_err(Error::below)?;
        Ok(answer.map(|body| Body::new(body, limits, began)))
    }
}

/// Of parts that share no memory: connections are kept by scheme and authority, and a query that may be a secret would be
/// kept with those.
fn uri(url: &Url) -> Result<Uri, http::Error> {
    Uri::builder()
        .scheme(url.scheme())
        .authority(&url[Position::BeforeHost..Position::AfterPort])
        .path_and_query(&url[Position::BeforePath..Position::AfterQuery])
        .build()
}

impl Request {
    /// For what stands there.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }
}

/// Neither headers nor the query: they may hold credentials.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &&self.url[..Position::AfterPath])
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_the_url_without_its_fragment() {
        for (url, expected) in [
            ("https://a.example", "https://a.example/"),
            ("https://a.example:443/v2/?", "https://a.example/v2/?"),
            (
                "http://a.example:5000/b%20c?d=e#f",
                "http://a.example:5000/b%20c?d=e",
            ),
            ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
        ] {
            let uri = uri(&Url::parse(url).unwrap()).unwrap();
            assert_eq!(uri, Uri::try_from(expected).unwrap(), "{url}");
        }
    }

    #[test]
    fn the_authority_is_kept_without_the_rest() {
        let url = Url::parse("https://a.example/b?signature=c").unwrap();
        let uri = uri(&url).unwrap();
        let parts = [uri.authority().unwrap().as_str(), uri.query().unwrap()];
        let [authority, query] = parts.map(|it| it.as_ptr().addr());
        let end = authority + parts[0].len();
        assert_ne!(query, end + "/b?".len(), "they share a buffer");
    }
}
