//! What becomes of a registry's answer.

use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{HeaderMap, Response, StatusCode, header};
use http_body_util::BodyDataStream;
use pullkey_domain::{
    credential::RegistryHost,
    image::{Digest, Version},
};
use pullkey_guarded_http as guarded;
use pullkey_registry::{
    Body, Content, Description, Doubt, Extent, Fetched, Interrupted, Obstacle, Part, Pull,
    PullError, SignedAddress, Unfit,
};
use sha2::{Digest as _, Sha256, Sha512};
use url::Url;

use super::{grant::Grant, next_page};
use crate::{
    HttpRegistry,
    challenge::Challenge,
    exchange::{ended, odd},
};

/// Where an answer came from, or where the client is to ask.
pub(super) enum Answered {
    /// Here.
    At {
        url: Url,
        answer: Response<guarded::Body>,
    },
    /// There.
    Elsewhere(Url),
}

impl Answered {
    /// Whether the registry wants another login, or any.
    pub(super) fn is_unauthorized(&self) -> bool {
        matches!(self, Self::At { answer, .. } if answer.status() == StatusCode::UNAUTHORIZED)
    }

    /// How the registry wants to be logged in to, if it says so.
    pub(super) fn challenge(&self) -> Option<Challenge> {
        match self {
            Self::At { answer, .. } => Challenge::best(answer.headers()),
            Self::Elsewhere(_) => None,
        }
    }
}

impl HttpRegistry {
    /// What is passed on of an answer to a pull of this grant.
    pub(super) async fn fetched(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        grant: &Grant,
        answered: Answered,
    ) -> Result<Fetched, PullError> {
        let (url, answer) = match answered {
            Answered::At { url, answer } => (url, answer),
            Answered::Elsewhere(target) if self.client.policy().admits_others(&target) => {
                let address = SignedAddress::new(String::from(target));
                return Ok(Fetched::Elsewhere(address));
            }
            Answered::Elsewhere(_) => return Err(PullError::Misdirected),
        };
        if !matches!(
            answer.status(),
            StatusCode::OK | StatusCode::PARTIAL_CONTENT
        ) {
            return Err(refusal(answer.status(), answer.headers(), grant));
        }
        let (head, body) = answer.into_parts();
        let mut description = described(&head.headers);
        description.next = next_page::query(&head.headers, &url);
        let asked = match &pull.part {
            Part::Manifest {
                version: Version::Digest(digest),
                ..
            } => Some(digest),
            _ => None,
        };
        let is_told_otherwise = |asked: &&Digest| {
            let told = description.digest.as_deref();
            told.is_some_and(|told| told != asked.as_str())
        };
        if asked.as_ref().is_some_and(is_told_otherwise) {
            return Err(PullError::Mismatched);
        }
        let body = match (&pull.part, pull.extent) {
            (Part::Blob { .. }, Extent::Content) => pieces(body),
            (Part::Manifest { .. } | Part::Blob { .. }, Extent::Description) => Body::Absent,
            (_, extent) => {
                let whole = body.read().await.map_err(|error| unread(&error, host))?;
                if asked.is_some_and(|asked| !is_of(asked, &whole)) {
                    return Err(PullError::Mismatched);
                }
                description.length = u64::try_from(whole.len()).ok();
                match extent {
                    Extent::Content => Body::Whole(whole),
                    Extent::Description => Body::Absent,
                }
            }
        };
        Ok(Fetched::Here(Content { description, body }))
    }
}

fn pieces(body: guarded::Body) -> Body {
    let pieces = BodyDataStream::new(body).map_err(|error| Interrupted(Box::new(error)));
    Body::Pieces(Box::pin(pieces))
}

fn unread(error: &guarded::Error, host: &RegistryHost) -> PullError {
    match error {
        guarded::Error::TooLarge => PullError::TooLarge,
        other => ended(other, host).into(),
    }
}

/// Whether a manifest has this digest.
fn is_of(digest: &Digest, manifest: &Bytes) -> bool {
    let hex = match digest.algorithm() {
        "sha512" => hex(&Sha512::digest(manifest)),
        _ => hex(&Sha256::digest(manifest)),
    };
    hex == digest.hex()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    let digits = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.iter().flat_map(digits).collect()
}

/// What an answer means that has nothing to pass on.
fn refusal(status: StatusCode, headers: &HeaderMap, grant: &Grant) -> PullError {
    match (status, grant) {
        (StatusCode::UNAUTHORIZED, Grant::Password(_)) => Obstacle::Rejected.into(),
        (StatusCode::UNAUTHORIZED, Grant::Token(_)) | (StatusCode::FORBIDDEN, _) => {
            PullError::NoAccess
        }
        (StatusCode::UNAUTHORIZED, Grant::Needless) => Obstacle::Unsupported(Unfit::Scheme).into(),
        (StatusCode::NOT_FOUND, _) => PullError::NotFound,
        (StatusCode::RANGE_NOT_SATISFIABLE, _) => PullError::NoSuchRange {
            range: text(headers, "content-range"),
        },
        (StatusCode::TOO_MANY_REQUESTS, _) => PullError::RateLimited {
            retry_after: text(headers, "retry-after")
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
        },
        (status, _) if status.is_server_error() => {
            Obstacle::Inconclusive(Doubt::RegistryFailed).into()
        }
        _ => odd().into(),
    }
}

fn described(headers: &HeaderMap) -> Description {
    let named = |name: &str| text(headers, name);
    let others = headers.iter().filter_map(|(name, value)| {
        let is_of_oci = name.as_str().starts_with("oci-");
        is_of_oci.then_some((name.as_str(), value.to_str().ok()?))
    });
    let others = others.take(MAX_ANNOTATIONS);
    Description {
        media_type: named(header::CONTENT_TYPE.as_str()),
        length: named(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()),
        range: named(header::CONTENT_RANGE.as_str()),
        accepted_ranges: named(header::ACCEPT_RANGES.as_str()),
        digest: named("docker-content-digest"),
        entity_tag: named(header::ETAG.as_str()),
        annotations: others
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        next: None,
    }
}

const MAX_ANNOTATIONS: usize = 8;

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
