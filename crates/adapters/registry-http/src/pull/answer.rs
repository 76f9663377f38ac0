//! What becomes of a registry's answer.

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
    Body, Content, Description, Extent, Fetched, Interrupted, Part, Pull, PullError, SignedAddress,
};
use sha2::{Digest as _, Sha256, Sha512};
use url::Url;

use super::{grant::Grant, next_page, room::Unread};
use crate::{HttpRegistry, challenge::Challenge, exchange::ended};

/// What came, or where the client is to ask.
pub(super) enum Answered {
    /// This.
    At(Box<Arrived>),
    /// There.
    Elsewhere(Url),
}

/// An answer, and where it came from.
pub(super) struct Arrived {
    pub(super) url: Url,
    /// Whether that is the registry itself.
    pub(super) is_own: bool,
    pub(super) answer: Response<guarded::Body>,
}

impl Answered {
    /// Whether the registry wants another login, or any. What others want is no matter of its login.
    pub(super) fn is_unauthorized(&self) -> bool {
        match self {
            Self::At(at) => at.is_own && at.answer.status() == StatusCode::UNAUTHORIZED,
            Self::Elsewhere(_) => false,
        }
    }

    /// How the registry wants to be logged in to, if it says so.
    pub(super) fn challenge(&self) -> Option<Challenge> {
        match self {
            Self::At(at) => Challenge::best(at.answer.headers()),
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
        let Arrived {
            url,
            is_own,
            answer,
        } = match answered {
            Answered::At(arrived) => *arrived,
            Answered::Elsewhere(target) if self.client.policy().admits_others(&target) => {
                let address = SignedAddress::new(String::from(target));
                return Ok(Fetched::Elsewhere(address));
            }
            Answered::Elsewhere(_) => return Err(PullError::Misdirected),
        };
        if let Some(error) = self.refusal(pull, &answer, is_own, grant) {
            return Err(error);
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
                let whole = self.room.read(pull.binding.company, body).await;
                let whole = whole.map_err(|error| unread(error, host))?;
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

fn unread(error: Unread, host: &RegistryHost) -> PullError {
    match error {
        Unread::NoRoom => PullError::NoRoom,
        Unread::Failed(guarded::Error::TooLarge) => PullError::TooLarge,
        Unread::Failed(other) => ended(&other, host).into(),
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

fn described(headers: &HeaderMap) -> Description {
    let named = |name: &str| text(headers, name);
    let others = headers.iter().filter_map(|(name, value)| {
        let is_of_oci = name.as_str().starts_with("oci-");
        is_of_oci.then_some((name.as_str(), value.to_str().ok()?))
    });
    let others = others.take(MAX_OCI_HEADERS);
    Description {
        media_type: named(header::CONTENT_TYPE.as_str()),
        length: named(header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()),
        range: named(header::CONTENT_RANGE.as_str()),
        accepted_ranges: named(header::ACCEPT_RANGES.as_str()),
        digest: named("docker-content-digest"),
        entity_tag: named(header::ETAG.as_str()),
        oci_headers: others
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        next: None,
    }
}

const MAX_OCI_HEADERS: usize = 8;

pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
