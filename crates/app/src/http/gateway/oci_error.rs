//! What went wrong, in the form that registries' clients read, and in words that they show to their users.

use std::{borrow::Cow, time::Duration};

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use pullkey_domain::image::InvalidImage;
use pullkey_registry::{Doubt, Obstacle};
use pullkey_use_cases::{Part, PullError, PullImageError};
use serde_json::json;

use super::under_way::TooMany;
use crate::http::problem::Problem;

/// An error of the OCI distribution specification.
#[derive(Debug)]
pub(super) struct OciError {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// On every path: clients ask for it anywhere.
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Basic realm="pullkey""#);
/// Where a registry does not say when it takes requests again.
const SOME_TIME: Duration = Duration::from_mins(1);

impl OciError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            headers: Vec::new(),
        }
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The key may pull nothing.
    pub(super) fn lacks_permission() -> Self {
        let message = "The API key lacks the permission DOCKER_REGISTRY:PULL. Use one that has it.";
        Self::denied(message)
    }

    /// Somebody wants to change something.
    pub(super) fn read_only() -> Self {
        let message = "Images can only be pulled here. Push them to their registry itself, with a login of its own.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", message)
            .with_header(header::ALLOW, HeaderValue::from_static("GET, HEAD"))
    }

    /// There is no such path.
    pub(super) fn nothing_here() -> Self {
        let message = "There is nothing at this path: only manifests, blobs, tags and referrers can be pulled.";
        Self::new(StatusCode::NOT_FOUND, "UNSUPPORTED", message)
    }

    fn denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "DENIED", message)
    }

    /// Why this part was not pulled.
    pub(super) fn of(error: PullImageError, part: &Part) -> Self {
        match error {
            PullImageError::NoCredential => Self::new(
                StatusCode::NOT_FOUND,
                "NAME_UNKNOWN",
                "There is no credential for this registry that the API key may pull with. Names begin with the registry's \
                 host, as in docker.io/library/nginx, or with a credential's id.",
            ),
            PullImageError::Name(rule) => rule.into(),
            PullImageError::Pull(error) => Self::of_registry(error, part),
            PullImageError::Open(error) => Problem::from(error).into(),
            PullImageError::Record(error) => Problem::from(error).into(),
            PullImageError::Store(error) => Problem::from(error).into(),
        }
    }

    fn of_registry(error: PullError, part: &Part) -> Self {
        let message = error.to_string();
        match error {
            PullError::NotFound => {
                let code = match part {
                    Part::Manifest { .. } | Part::Referrers { .. } => "MANIFEST_UNKNOWN",
                    Part::Blob { .. } => "BLOB_UNKNOWN",
                    Part::Tags { .. } => "NAME_UNKNOWN",
                };
                Self::new(StatusCode::NOT_FOUND, code, message)
            }
            PullError::NoSuchRange { range } => {
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let error = Self::new(status, "RANGE_INVALID", message);
                match range.and_then(|range| HeaderValue::from_str(&range).ok()) {
                    Some(range) => error.with_header(header::CONTENT_RANGE, range),
                    None => error,
                }
            }
            PullError::RateLimited { retry_after } => Self::too_many(message, retry_after),
            PullError::NoRoom => Self::too_many(message, Some(Duration::from_secs(1))),
            PullError::NoAccess
            | PullError::Mismatched
            | PullError::TooLarge
            | PullError::Misdirected => Self::denied(message),
            PullError::Failed(obstacle) => Self::of_obstacle(&obstacle, message),
        }
    }

    /// Clients show the words of a refusal, and only the status of an outage.
    fn of_obstacle(obstacle: &Obstacle, message: String) -> Self {
        match obstacle {
            Obstacle::RateLimited => Self::too_many(message, None),
            Obstacle::Timeout { .. } => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, "UNAVAILABLE", message)
            }
            Obstacle::Unreachable { .. } | Obstacle::Inconclusive(Doubt::RegistryFailed) => {
                Self::new(StatusCode::BAD_GATEWAY, "UNAVAILABLE", message)
            }
            Obstacle::Inconclusive(_) => Self::denied(
                "The registry answered in a way that nothing can be pulled by. Tell its administrator.",
            ),
            _ => Self::denied(format!("The stored credential cannot be used. {message}")),
        }
    }

    fn too_many(message: String, retry_after: Option<Duration>) -> Self {
        let seconds = retry_after.unwrap_or(SOME_TIME).as_secs();
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS", message)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The whole answer.
    pub(super) fn answer(self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        for header in self.headers {
            answer.insert_header(header);
        }
        answer.json(json!({ "errors": [{ "code": self.code, "message": self.message }] }))
    }
}

impl From<TooMany> for OciError {
    fn from(too_many: TooMany) -> Self {
        let (status, code, message) = match too_many {
            TooMany::OfCompany => (
                StatusCode::TOO_MANY_REQUESTS,
                "TOOMANYREQUESTS",
                "This company pulls as much at once as it may. Try again in a moment.",
            ),
            TooMany::OfAll => (
                StatusCode::SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                "Everybody together pulls as much at once as this node can. Try again in a moment.",
            ),
        };
        Self::new(status, code, message).with_header(header::RETRY_AFTER, HeaderValue::from(1))
    }
}

impl From<InvalidImage> for OciError {
    fn from(rule: InvalidImage) -> Self {
        let (code, message) = match rule {
            InvalidImage::Host => (
                "NAME_INVALID",
                "The image's name must begin with its registry's host, as in docker.io/library/nginx, or with a credential's id.",
            ),
            InvalidImage::Path => (
                "NAME_INVALID",
                "Behind the registry, the image's name must have a path of lower-case letters and digits with '.', '_', '-' and \
                 '/' between them.",
            ),
            InvalidImage::TooLong => (
                "NAME_INVALID",
                "The image's name must have at most 255 characters before its tag.",
            ),
            InvalidImage::Tag => (
                "MANIFEST_INVALID",
                "The tag must have up to 128 letters, digits, '.', '_' and '-', and begin with none of the last two.",
            ),
            InvalidImage::Digest => (
                "DIGEST_INVALID",
                "The digest must be sha256: and 64, or sha512: and 128 digits, which are hexadecimal and in lower case.",
            ),
        };
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

/// With a capital and a full stop.
fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

/// What goes wrong on the other side of the service is the same here, in another form.
impl From<Problem> for OciError {
    fn from(problem: Problem) -> Self {
        problem.tell_log();
        let status = problem.status();
        if status == StatusCode::UNAUTHORIZED {
            let message = "Log in with a valid API key as the password, and any user name.";
            return Self::new(status, "UNAUTHORIZED", message)
                .with_header(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        let code = match status {
            StatusCode::FORBIDDEN => "DENIED",
            StatusCode::TOO_MANY_REQUESTS => "TOOMANYREQUESTS",
            StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
            _ => "UNKNOWN",
        };
        let mut error = Self::new(status, code, sentence(problem.detail()));
        error.headers = problem.headers().to_vec();
        error
    }
}
