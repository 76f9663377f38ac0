//! What an answer means that has nothing to pass on.

use std::time::Duration;

use http::{HeaderMap, Response, StatusCode, header};
use pullkey_registry::{Doubt, Obstacle, Part, Pull, PullError, Unfit};
use time::{OffsetDateTime, UtcDateTime, format_description::well_known::Rfc2822};

use super::{answer::text, grant::Grant};
use crate::{HttpRegistry, exchange::odd};

impl HttpRegistry {
    /// Why there is nothing to pass on, if so, of an answer of the registry itself or of whom it sent us to.
    pub(super) fn refusal<B>(
        &self,
        pull: &Pull,
        answer: &Response<B>,
        is_own: bool,
        grant: &Grant,
    ) -> Option<PullError> {
        let headers = answer.headers();
        Some(match answer.status() {
            StatusCode::OK if is_website(pull, headers) => Obstacle::NotARegistry.into(),
            // It was asked for as it is. Nobody down the line would unpack it.
            StatusCode::OK | StatusCode::PARTIAL_CONTENT if is_packed(headers) => odd().into(),
            StatusCode::OK => return None,
            StatusCode::PARTIAL_CONTENT if is_asked_for(pull, headers) => return None,
            // What is shown was proved to be good.
            StatusCode::UNAUTHORIZED if is_own && !grant.is_needed() => {
                Obstacle::Unsupported(Unfit::Scheme).into()
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => PullError::NoAccess,
            StatusCode::NOT_FOUND => PullError::NotFound,
            StatusCode::RANGE_NOT_SATISFIABLE => PullError::NoSuchRange {
                range: text(headers, header::CONTENT_RANGE.as_str()),
            },
            StatusCode::TOO_MANY_REQUESTS => self.rate_limited(headers),
            status if status.is_server_error() => {
                Obstacle::Inconclusive(Doubt::RegistryFailed).into()
            }
            _ => odd().into(),
        })
    }
}

impl HttpRegistry {
    /// That somebody takes no more requests for now, and when they will.
    pub(super) fn rate_limited(&self, headers: &HeaderMap) -> PullError {
        let told = text(headers, header::RETRY_AFTER.as_str());
        PullError::RateLimited {
            retry_after: told.and_then(|told| wait(&told, (self.surroundings.now)())),
        }
    }
}

/// Whether it comes in another form than the one that its digest is of.
fn is_packed(headers: &HeaderMap) -> bool {
    let encoding = text(headers, header::CONTENT_ENCODING.as_str());
    encoding.is_some_and(|encoding| !encoding.trim().eq_ignore_ascii_case("identity"))
}

/// Whether a page for people stands where manifests or lists should. A blob may be anything.
fn is_website(pull: &Pull, headers: &HeaderMap) -> bool {
    let is_blob = matches!(pull.part, Part::Blob { .. });
    let kind = text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    !is_blob && kind.to_ascii_lowercase().starts_with("text/html")
}

/// Whether a part was asked for, and which it is told: it could be taken for the whole otherwise.
fn is_asked_for(pull: &Pull, headers: &HeaderMap) -> bool {
    let is_asked = matches!(pull.part, Part::Blob { range: Some(_), .. });
    is_asked && text(headers, header::CONTENT_RANGE.as_str()).is_some()
}

/// How long to wait by the header `Retry-After`, which has seconds or a date.
fn wait(told: &str, now: UtcDateTime) -> Option<Duration> {
    if let Ok(seconds) = told.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(told, &Rfc2822).ok()?;
    let left = until.unix_timestamp() - now.unix_timestamp();
    Some(Duration::from_secs(u64::try_from(left).unwrap_or(0)))
}
