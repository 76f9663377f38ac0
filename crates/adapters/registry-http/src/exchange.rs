//! One request and its answer, or the verdict that ends everything.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, USER_AGENT},
};
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::{Error, Limits, Request};
use pullkey_registry::{Doubt, Verdict};

use crate::{HttpRegistry, registry::not_allowed};

/// So many bytes of what a registry or token service says are read.
const MAX_ANSWER: u64 = 64 * 1024;
const AGENT: HeaderValue = HeaderValue::from_static(concat!("pullkey/", env!("CARGO_PKG_VERSION")));

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpRegistry {
    /// Asks a host. Whatever it answers, a redirect too, is its answer.
    pub(crate) async fn ask(
        &self,
        host: &RegistryHost,
        mut request: Request,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, Verdict> {
        request.headers.insert(USER_AGENT, AGENT);
        if let Some(authorization) = authorization {
            request.headers.insert(AUTHORIZATION, authorization);
        }
        let ended = |error| ended(&error, host);
        let answer = self.client.send(request, Limits::exchange(MAX_ANSWER));
        let (head, body) = answer.await.map_err(ended)?.into_parts();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.read().await.map_err(ended)?,
        })
    }
}

fn ended(error: &Error, host: &RegistryHost) -> Verdict {
    match error {
        Error::Refused(refusal) => not_allowed(host, *refusal),
        Error::NoSuchName(_) | Error::Forbidden | Error::Unreachable(_) => Verdict::Unreachable,
        Error::Tls(_) => Verdict::TlsFailed,
        Error::Overdue => Verdict::Timeout,
        Error::NotHttp(_) | Error::TooLarge => Verdict::NotARegistry,
        Error::CutOff(_) => Verdict::Inconclusive(Doubt::RegistryFailed),
    }
}

impl Answer {
    /// What a status means that is about neither the login nor the image.
    pub(crate) fn otherwise(&self) -> Verdict {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => Verdict::RateLimited,
            status if status.is_server_error() => Verdict::Inconclusive(Doubt::RegistryFailed),
            _ => odd(),
        }
    }
}

/// That an answer makes no sense.
pub(crate) fn odd() -> Verdict {
    Verdict::Inconclusive(Doubt::OddAnswer)
}
