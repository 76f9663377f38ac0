use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
    web::Payload,
};
use pullkey_domain::id::CredentialId;

use super::{problem::Problem, query::Query, sent};

/// What a handler takes from a request once its caller is known.
pub(crate) trait Input: Sized {
    /// The one credential that the request is about, if it is about one: permissions may be narrowed to some.
    fn credential(_: &HttpRequest) -> Option<CredentialId> {
        None
    }

    /// Reads it. No byte of the body was read before.
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem>;
}

/// Nothing besides path and headers: a body is not read.
pub(crate) struct NoBody;

impl Input for NoBody {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        Query::of(request).finish()?;
        Ok(Self)
    }
}

/// Whether the head announces a body, though that may be empty.
pub(crate) fn has_body(request: &HttpRequest) -> bool {
    let headers = sent::headers(request);
    let length = headers.get(header::CONTENT_LENGTH);
    let is_zero = |length: &HeaderValue| length.as_bytes().iter().all(|digit| *digit == b'0');
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|it| !is_zero(it))
}
