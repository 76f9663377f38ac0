//! One request and its answer, or the verdict that ends everything.

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{AUTHORIZATION, USER_AGENT},
};
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::{Body, Error, Limits, Request};
use pullkey_registry::{Doubt, Obstacle};
use tokio::time::{Instant, sleep_until, timeout_at};

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
        request: Request,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, Obstacle> {
        let limits = Limits::exchange(MAX_ANSWER);
        let answer = self.open(host, request, authorization, limits).await?;
        let (head, body) = answer.into_parts();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.read().await.map_err(|error| ended(&error, host))?,
        })
    }

    /// The same by a deadline, for whoever is not the registry itself: who did not answer is told.
    pub(crate) async fn ask_by(
        &self,
        deadline: Instant,
        host: &RegistryHost,
        request: Request,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, Obstacle> {
        let asked = timeout_at(deadline, self.ask(host, request, authorization)).await;
        let host = host.clone();
        asked.unwrap_or(Err(Obstacle::Timeout { host }))
    }

    /// The same, up to the head of the answer.
    pub(crate) async fn open(
        &self,
        host: &RegistryHost,
        mut request: Request,
        authorization: Option<HeaderValue>,
        limits: Limits,
    ) -> Result<Response<Body>, Obstacle> {
        request.headers.insert(USER_AGENT, AGENT);
        if let Some(authorization) = authorization {
            request.headers.insert(AUTHORIZATION, authorization);
        }
        let began = Instant::now();
        match self.client.send(request, limits).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                let obstacle = ended(&error, host);
                // Not before this, so that a closed port looks like a name that there is not.
                if matches!(obstacle, Obstacle::Unreachable { .. }) {
                    sleep_until(began + UNREACHED).await;
                }
                Err(obstacle)
            }
        }
    }
}

const UNREACHED: Duration = Duration::from_secs(1);

pub(crate) fn ended(error: &Error, host: &RegistryHost) -> Obstacle {
    let host = host.clone();
    match error {
        Error::Refused(refusal) => not_allowed(&host, *refusal),
        Error::NoSuchName(_) | Error::Forbidden | Error::Unreachable(_) => {
            Obstacle::Unreachable { host }
        }
        Error::Tls(_) => Obstacle::TlsFailed { host },
        Error::Overdue => Obstacle::Timeout { host },
        Error::NotHttp(_) | Error::TooLarge => Obstacle::NotARegistry,
        Error::CutOff(_) => Obstacle::Inconclusive(Doubt::RegistryFailed),
    }
}

impl Answer {
    /// What a status means that is about neither the login nor the image.
    pub(crate) fn otherwise(&self) -> Obstacle {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => Obstacle::RateLimited,
            status if status.is_server_error() => Obstacle::Inconclusive(Doubt::RegistryFailed),
            _ => odd(),
        }
    }
}

/// That an answer makes no sense.
pub(crate) fn odd() -> Obstacle {
    Obstacle::Inconclusive(Doubt::OddAnswer)
}
