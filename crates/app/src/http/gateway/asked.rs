//! What a request below `/v2/` asks for.

use actix_web::{HttpRequest, http::header};
use percent_encoding::percent_decode_str;
use pullkey_domain::image::{Digest, InvalidImage, Origin, Repository, Version};
use pullkey_use_cases::{Part, PullFrom};

use super::oci_error::OciError;
use crate::http::sent;

/// Something that can be asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// Whether this is a registry, and the key good.
    Hello,
    /// A part of an image.
    Part(Named),
}

/// A part of an image, and from where.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) from: PullFrom,
    pub(super) part: Part,
    /// The address of another page of the same, up to its query.
    pub(super) next_page: NextPage,
}

/// Where a list goes on.
#[derive(Debug, Default)]
pub(super) struct NextPage {
    path: String,
    namespace: Option<String>,
}

impl NextPage {
    /// The page of this query.
    pub(super) fn of(&self, query: &str) -> String {
        let path = &self.path;
        match &self.namespace {
            Some(namespace) => format!("{path}?{query}&{NAMESPACE}={namespace}"),
            None => format!("{path}?{query}"),
        }
    }
}

/// The registry that a mirror is asked in the place of.
const NAMESPACE: &str = "ns";

impl Asked {
    pub(super) fn of(request: &HttpRequest) -> Result<Self, OciError> {
        // Some clients write a digest's colon otherwise. Nothing else is to be decoded in any name.
        let path = request.uri().path().replace("%3A", ":").replace("%3a", ":");
        let below = path.strip_prefix("/v2").unwrap_or_default();
        let Some(below) = below.strip_prefix('/').filter(|it| !it.is_empty()) else {
            return Ok(Self::Hello);
        };
        let (name, kind, which) = split(below).ok_or_else(OciError::nothing_here)?;
        let (namespace, query) = apart(request.query_string());
        let decoded = namespace.map(|it| percent_decode_str(it).decode_utf8_lossy());
        let from = from(name, decoded.as_deref())?;
        let part = match kind {
            "manifests" => Part::Manifest {
                version: Version::parse(which)?,
                accepted: lines(request, &header::ACCEPT),
            },
            "blobs" => Part::Blob {
                digest: Digest::parse(which)?,
                range: range(request),
            },
            "tags" if which == "list" => Part::Tags { query },
            "referrers" => Part::Referrers {
                subject: Digest::parse(which)?,
                query,
            },
            _ => return Err(OciError::nothing_here()),
        };
        let next_page = NextPage {
            path: request.uri().path().to_owned(),
            namespace: namespace.map(str::to_owned),
        };
        Ok(Self::Part(Named {
            from,
            part,
            next_page,
        }))
    }
}

/// The name, the kind of thing, and which of them.
fn split(below: &str) -> Option<(&str, &str, &str)> {
    let (rest, which) = below.rsplit_once('/')?;
    let (name, kind) = rest.rsplit_once('/')?;
    Some((name, kind, which))
}

/// Where a name leads: it begins with an origin, or the namespace is its origin.
fn from(name: &str, namespace: Option<&str>) -> Result<PullFrom, InvalidImage> {
    let direct = name.split_once('/').map(|(first, path)| {
        let origin = Origin::parse(first)?;
        Ok((origin, path))
    });
    let (origin, path) = match (namespace, direct) {
        (None, direct) => direct.unwrap_or(Err(InvalidImage::Host))?,
        (Some(namespace), direct) => {
            let namespace = Origin::parse(namespace)?;
            match direct {
                // Told twice, as clients do that were given the whole path.
                Some(Ok((origin @ Origin::Credential(_), path))) => (origin, path),
                Some(Ok((origin, path))) if origin == namespace => (origin, path),
                _ => (namespace, name),
            }
        }
    };
    Ok(match origin {
        Origin::Registry(registry) => PullFrom::Repository(Repository::of(registry, path)?),
        Origin::Credential(id) => PullFrom::Credential {
            id,
            path: path.into(),
        },
    })
}

/// The namespace, and the rest of a query, both as they are.
fn apart(query: &str) -> (Option<&str>, Option<String>) {
    let (mut namespace, mut rest) = (None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some((NAMESPACE, value)) => namespace = Some(value),
            _ => rest.push(pair),
        }
    }
    (namespace, (!rest.is_empty()).then(|| rest.join("&")))
}

/// The bytes of a blob that are asked for. Of several parts at once, which no client of registries asks for, all is sent
/// instead, as whoever asks must expect.
fn range(request: &HttpRequest) -> Option<String> {
    let asked = lines(request, &header::RANGE).into_iter().next();
    asked.filter(|range| !range.contains(','))
}

fn lines(request: &HttpRequest, name: &header::HeaderName) -> Vec<String> {
    let headers = sent::headers(request);
    let lines = headers.get_all(name);
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

    fn asked(path: &str) -> Option<Asked> {
        let request = TestRequest::with_uri(path).to_http_request();
        Asked::of(&request).ok()
    }

    fn named(path: &str) -> Option<(String, Part)> {
        let Some(Asked::Part(Named { from, part, .. })) = asked(path) else {
            return None;
        };
        let from = match from {
            PullFrom::Repository(repository) => repository.to_string(),
            PullFrom::Credential { id, path } => format!("{id}/{path}"),
        };
        Some((from, part))
    }

    #[test]
    fn a_name_leads_to_a_repository_or_to_a_credential() {
        let by_id = format!("/v2/{ID}/acme/app/manifests/1");
        let by_id_with_namespace = format!("{by_id}?ns=ghcr.io");
        let of_id = format!("{ID}/acme/app");
        for (path, from) in [
            ("/v2/ghcr.io/acme/app/manifests/1", "ghcr.io/acme/app"),
            ("/v2/docker.io/nginx/manifests/1", "docker.io/library/nginx"),
            ("/v2/index.docker.io/a/b/manifests/1", "docker.io/a/b"),
            ("/v2/registry_5000/app/manifests/1", "registry:5000/app"),
            ("/v2/registry:5000/app/manifests/1", "registry:5000/app"),
            ("/v2/registry%3A5000/app/manifests/1", "registry:5000/app"),
            (&by_id, &of_id),
            (&by_id_with_namespace, &of_id),
            ("/v2/acme/app/manifests/1?ns=ghcr.io", "ghcr.io/acme/app"),
            (
                "/v2/app/manifests/1?ns=registry%3A5000",
                "registry:5000/app",
            ),
            (
                "/v2/ghcr.io/acme/app/manifests/1?ns=ghcr.io",
                "ghcr.io/acme/app",
            ),
            (
                "/v2/registry_5000/app/manifests/1?ns=registry:5000",
                "registry:5000/app",
            ),
            (
                "/v2/other.io/app/manifests/1?ns=ghcr.io",
                "ghcr.io/other.io/app",
            ),
            ("/v2/ghcr.io/manifests/manifests/1", "ghcr.io/manifests"),
        ] {
            let found = named(path).map(|(from, _)| from);
            assert_eq!(found.as_deref(), Some(from), "{path}");
        }
    }

    #[test]
    fn each_kind_of_thing_is_known() {
        let at = |rest: &str| named(&format!("/v2/ghcr.io/acme/app/{rest}")).map(|(_, part)| part);
        let digest = Digest::parse(DIGEST).unwrap();
        assert_eq!(
            at(&format!("manifests/{DIGEST}")),
            Some(Part::Manifest {
                version: Version::Digest(digest.clone()),
                accepted: Vec::new()
            })
        );
        let escaped = DIGEST.replace(':', "%3A");
        assert_eq!(
            at(&format!("blobs/{escaped}")),
            Some(Part::Blob {
                digest: digest.clone(),
                range: None
            })
        );
        assert_eq!(at("tags/list"), Some(Part::Tags { query: None }));
        let query = Some("n=2&last=%2F".to_owned());
        assert_eq!(
            at("tags/list?n=2&ns=ghcr.io&last=%2F"),
            Some(Part::Tags { query })
        );
        let query = Some("artifactType=x".to_owned());
        assert_eq!(
            at(&format!("referrers/{DIGEST}?artifactType=x")),
            Some(Part::Referrers {
                subject: digest,
                query
            })
        );
    }

    #[test]
    fn the_root_says_hello_and_whatever_breaks_a_rule_leads_nowhere() {
        for path in ["/v2/", "/v2"] {
            assert!(matches!(asked(path), Some(Asked::Hello)), "{path}");
        }
        for path in [
            "/v2/_catalog",
            "/v2/ghcr.io/manifests/1",
            "/v2/ghcr.io/acme/app/manifests/",
            "/v2/ghcr.io/acme/app/manifests/-1",
            "/v2/ghcr.io/acme/app/manifests/sha256:0",
            "/v2/ghcr.io/acme/app/blobs/1",
            "/v2/ghcr.io/acme/app/blobs/uploads/",
            "/v2/ghcr.io/acme/app/tags/other",
            "/v2/ghcr.io//app/manifests/1",
            "/v2/ghcr.io/../app/manifests/1",
            "/v2/ghcr.io/acme%2fapp/manifests/1",
            "/v2/ghcr.io/Acme/manifests/1",
            "/v2//acme/app/manifests/1",
            "/v2/my_host/acme/app/manifests/1",
            "/v2/acme/app/manifests/1?ns=",
            "/v2/acme/app/manifests/1?ns=a/b",
        ] {
            assert!(asked(path).is_none(), "{path}");
        }
    }
}
