use actix_web::{HttpRequest, http::header::HeaderName, web::Payload};
use pullkey_domain::idempotency::IdempotencyKey;

use super::{input::Input, problem::Problem, sent};

/// Something that may be sent twice and is to be done once: what, and the name of the attempt, if it has one.
pub(crate) struct Attempted<I> {
    /// What `Idempotency-Key` names it.
    pub(crate) key: Option<IdempotencyKey>,
    /// What is to be done.
    pub(crate) what: I,
}

impl<I: Input> Input for Attempted<I> {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        Ok(Self {
            key: key(request)?,
            what: I::read(request, payload).await?,
        })
    }
}

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

fn key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, Problem> {
    let malformed = |rule: &str| Problem::malformed_header("Idempotency-Key", rule);
    let headers = sent::headers(request);
    let mut names = headers.get_all(HEADER);
    match (names.next(), names.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(malformed("must be given once")),
        (Some(only), None) => {
            let text = String::from_utf8_lossy(only.as_bytes());
            match IdempotencyKey::parse(text) {
                Ok(key) => Ok(Some(key)),
                Err(rule) => Err(malformed(&rule.to_string())),
            }
        }
    }
}
