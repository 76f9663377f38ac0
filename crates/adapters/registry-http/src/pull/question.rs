//! What a registry is asked, and how far it sends whoever asks.

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::{Limits, Request};
use pullkey_registry::{Doubt, Extent, Obstacle, Part, Pull, PullError};
use url::{Position, Url};

use super::{
    answer::{Answered, Arrived},
    grant::Grant,
};
use crate::{HttpRegistry, exchange::odd, verify::MANIFESTS};

/// So many bytes of whatever is no blob are read.
pub(super) const MAX_MANIFEST: u64 = 4 * 1024 * 1024;
/// So many redirects are followed.
const MAX_HOPS: usize = 3;

impl HttpRegistry {
    /// Asks for what is to be pulled, or for so much of it. Redirects are followed with the grant as long as they stay at the
    /// registry. Beyond it, a blob is left to the client, and all else is followed without the grant.
    pub(super) async fn question(
        &self,
        pull: &Pull,
        extent: Extent,
        host: &RegistryHost,
        grant: &Grant,
    ) -> Result<Answered, PullError> {
        let origin = self.address(pull, host)?;
        let mut url = origin.clone();
        for _ in 0..=MAX_HOPS {
            let is_own = is_same_origin(&url, &origin);
            let authorization = grant.authorization().filter(|_| is_own);
            let request = Request {
                method: method(&pull.part, extent),
                headers: headers(&pull.part)?,
                ..Request::get(url.clone())
            };
            let limits = limits(&pull.part);
            let opened = self.open(host, request, authorization, limits).await;
            let answer = opened.map_err(|obstacle| {
                if is_own {
                    obstacle.into()
                } else {
                    astray(obstacle)
                }
            })?;
            if !is_redirect(answer.status()) {
                return Ok(Answered::At(Box::new(Arrived {
                    url,
                    is_own,
                    answer,
                })));
            }
            let target = target(&answer, &url).ok_or(PullError::Misdirected)?;
            let is_left_to_client =
                matches!(pull.part, Part::Blob { .. }) && !is_same_origin(&target, &origin);
            if is_left_to_client {
                return Ok(Answered::Elsewhere(target));
            }
            url = target;
        }
        Err(PullError::Misdirected)
    }

    fn address(&self, pull: &Pull, host: &RegistryHost) -> Result<Url, Obstacle> {
        let repository = &pull.repository;
        let (kind, query) = match &pull.part {
            Part::Manifest { version, .. } => (format!("manifests/{version}"), None),
            Part::Blob { digest, .. } => (format!("blobs/{digest}"), None),
            Part::Tags { query } => ("tags/list".to_owned(), query.as_deref()),
            Part::Referrers { subject, query } => {
                (format!("referrers/{subject}"), query.as_deref())
            }
        };
        let mut url = self.url(host, &format!("/v2/{repository}/{kind}"))?;
        url.set_query(query);
        Ok(url)
    }
}

/// Not every registry describes a list without making it.
fn method(part: &Part, extent: Extent) -> Method {
    match (part, extent) {
        (Part::Manifest { .. } | Part::Blob { .. }, Extent::Description) => Method::HEAD,
        _ => Method::GET,
    }
}

fn limits(part: &Part) -> Limits {
    match part {
        Part::Blob { .. } => Limits::stream(),
        Part::Manifest { .. } | Part::Tags { .. } | Part::Referrers { .. } => {
            Limits::exchange(MAX_MANIFEST)
        }
    }
}

/// What the client said of what it reads, as it said it.
fn headers(part: &Part) -> Result<HeaderMap, Obstacle> {
    let mut headers = HeaderMap::new();
    let as_it_is = HeaderValue::from_static("identity");
    headers.insert(header::ACCEPT_ENCODING, as_it_is);
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| odd());
    match part {
        Part::Manifest { accepted, .. } => {
            // Registries take it for a client of long ago that names no kind of manifest.
            if accepted.iter().all(|line| line.trim() == "*/*") {
                headers.insert(header::ACCEPT, MANIFESTS);
            }
            for line in accepted {
                headers.append(header::ACCEPT, value(line)?);
            }
        }
        Part::Blob {
            range: Some(range), ..
        } => {
            headers.insert(header::RANGE, value(range)?);
        }
        Part::Blob { range: None, .. } | Part::Tags { .. } | Part::Referrers { .. } => {}
    }
    Ok(headers)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}

/// Where a redirect sends whoever asked, if that is anywhere.
fn target<B>(answer: &Response<B>, asked: &Url) -> Option<Url> {
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    asked.join(location).ok()
}

/// What it means that nobody answered where the registry sent us. The registry itself is not to be blamed by its name for that.
fn astray(obstacle: Obstacle) -> PullError {
    match obstacle {
        Obstacle::NotAllowed { .. } => PullError::Misdirected,
        Obstacle::Unreachable { .. }
        | Obstacle::Timeout { .. }
        | Obstacle::TlsFailed { .. }
        | Obstacle::NotARegistry => Obstacle::Inconclusive(Doubt::RegistryFailed).into(),
        other => other.into(),
    }
}

/// Whether scheme, host and port are the same. The registry is nobody else's then.
fn is_same_origin(one: &Url, other: &Url) -> bool {
    let has_user = !one.username().is_empty() || one.password().is_some();
    !has_user && one[..Position::BeforePath] == other[..Position::BeforePath]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let own = Url::parse("https://registry.example.com:5000/v2/acme/app").unwrap();
        for (other, is_own) in [
            ("https://registry.example.com:5000/elsewhere?x=y", true),
            ("https://registry.example.com/", false),
            ("http://registry.example.com:5000/", false),
            ("https://registry.example.com.evil.example:5000/", false),
            ("https://user@registry.example.com:5000/", false),
            ("https://cdn.registry.example.com:5000/", false),
        ] {
            let other = Url::parse(other).unwrap();
            assert_eq!(is_same_origin(&other, &own), is_own, "{other}");
        }
    }
}
