//! Images in memory.

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use pullkey_domain::{
    credential::{RegistryHost, SecretBinding},
    image::{Digest, RepositoryPath, Version},
};

use super::{MemoryRegistry, barred};
use crate::{
    Body, Content, Description, Extent, Fetched, ImageSource, Obstacle, Part, Pull, PullError,
    Unfit,
};

/// A manifest or a blob of a repository.
pub(super) struct Stored {
    host: RegistryHost,
    repository: RepositoryPath,
    /// Of a manifest; a blob has none.
    tag: Option<Version>,
    digest: Digest,
    bytes: Bytes,
}

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const BLOB: &str = "application/octet-stream";

impl MemoryRegistry {
    /// With a manifest of this tag and digest.
    #[must_use]
    pub fn with_manifest(
        self,
        (host, repository): (&RegistryHost, &RepositoryPath),
        tag: Version,
        digest: Digest,
        bytes: impl Into<Bytes>,
    ) -> Self {
        self.with((host, repository), Some(tag), digest, bytes.into())
    }

    /// With a blob of this digest.
    #[must_use]
    pub fn with_blob(
        self,
        (host, repository): (&RegistryHost, &RepositoryPath),
        digest: Digest,
        bytes: impl Into<Bytes>,
    ) -> Self {
        self.with((host, repository), None, digest, bytes.into())
    }

    fn with(
        mut self,
        (host, repository): (&RegistryHost, &RepositoryPath),
        tag: Option<Version>,
        digest: Digest,
        bytes: Bytes,
    ) -> Self {
        self.images.push(Stored {
            host: host.clone(),
            repository: repository.clone(),
            tag,
            digest,
            bytes,
        });
        self
    }

    /// Whether this login may pull from this repository of its registry.
    fn admit(&self, pull: &Pull, host: &RegistryHost) -> Result<(), PullError> {
        if !self.is_known(host) {
            return Err(barred(host).into());
        }
        let SecretBinding { username, .. } = &pull.binding;
        let known = self.login(host, username, &pull.secret);
        let known = known.ok_or(Obstacle::Rejected)?;
        let may_pull = known.may_pull(&pull.repository);
        may_pull.then_some(()).ok_or(PullError::NoAccess)
    }

    fn content(&self, pull: &Pull, host: &RegistryHost) -> Result<Content, PullError> {
        let mut stored = self.images.iter();
        let mut find = |is_it: &dyn Fn(&Stored) -> bool| {
            let found =
                stored.find(|it| it.host == *host && it.repository == pull.repository && is_it(it));
            found.ok_or(PullError::NotFound)
        };
        let content = match &pull.part {
            Part::Manifest { version, .. } => {
                let found = find(&|it| match version {
                    Version::Tag(_) => it.tag.as_ref() == Some(version),
                    Version::Digest(digest) => it.tag.is_some() && it.digest == *digest,
                })?;
                found.whole(MANIFEST)
            }
            Part::Blob { digest, range } => {
                let found = find(&|it| it.tag.is_none() && it.digest == *digest)?;
                match range {
                    Some(range) => found.part(range)?,
                    None => found.whole(BLOB),
                }
            }
            Part::Tags { query } => self.tags(pull, host, query.as_deref()),
            Part::Referrers { .. } => return Err(PullError::NotFound),
        };
        Ok(content)
    }

    /// All of them, or a page of `n=2&last=1`.
    fn tags(&self, pull: &Pull, host: &RegistryHost, query: Option<&str>) -> Content {
        let parameter = |name: &str| {
            let mut pairs = query.into_iter().flat_map(|query| query.split('&'));
            pairs.find_map(|pair| pair.strip_prefix(name))
        };
        let own = self.images.iter();
        let own = own.filter(|it| it.host == *host && it.repository == pull.repository);
        let mut tags: Vec<_> = own.filter_map(|it| it.tag.as_ref()).collect();
        tags.sort_by_key(|tag| tag.as_str());
        tags.retain(|tag| parameter("last=").is_none_or(|last| tag.as_str() > last));
        let most = parameter("n=").and_then(|most| most.parse().ok());
        let is_more = most.is_some_and(|most| tags.len() > most);
        tags.truncate(most.unwrap_or(usize::MAX));
        let last = tags.last().filter(|_| is_more);
        let next = last
            .zip(most)
            .map(|(last, most)| format!("n={most}&last={last}"));
        let tags: Vec<_> = tags.iter().map(|tag| format!("\"{tag}\"")).collect();
        let name = &pull.repository;
        let bytes = format!(r#"{{"name":"{name}","tags":[{}]}}"#, tags.join(","));
        Content {
            description: Description {
                media_type: Some("application/json".to_owned()),
                length: u64::try_from(bytes.len()).ok(),
                next,
                ..Description::default()
            },
            body: Body::Whole(bytes.into()),
        }
    }
}

impl Stored {
    fn whole(&self, media_type: &str) -> Content {
        let body = if self.tag.is_some() {
            Body::Whole(self.bytes.clone())
        } else {
            pieces(&self.bytes)
        };
        let description = Description {
            media_type: Some(media_type.to_owned()),
            length: u64::try_from(self.bytes.len()).ok(),
            digest: Some(self.digest.to_string()),
            ..Description::default()
        };
        Content { description, body }
    }

    /// Of `bytes=1-3`, or `bytes=1-`.
    fn part(&self, range: &str) -> Result<Content, PullError> {
        let length = self.bytes.len();
        let none = || PullError::NoSuchRange {
            range: Some(format!("bytes */{length}")),
        };
        let range = range
            .strip_prefix("bytes=")
            .and_then(|it| it.split_once('-'));
        let (first, last) = range.ok_or_else(none)?;
        let first: usize = first.parse().map_err(|_| none())?;
        let end = last
            .parse()
            .map_or(length, |last: usize| length.min(last.saturating_add(1)));
        if first >= end {
            return Err(none());
        }
        let part = self.bytes.slice(first..end);
        let mut content = self.whole(BLOB);
        content.description.length = u64::try_from(part.len()).ok();
        content.description.range = Some(format!("bytes {first}-{}/{length}", end - 1));
        content.body = pieces(&part);
        Ok(content)
    }
}

fn pieces(bytes: &Bytes) -> Body {
    let pieces: Vec<_> = bytes
        .chunks(1_000)
        .map(|it| Ok(Bytes::copy_from_slice(it)))
        .collect();
    Body::Pieces(Box::pin(stream::iter(pieces)))
}

#[async_trait]
impl ImageSource for MemoryRegistry {
    async fn fetch(&self, pull: &Pull) -> Result<Fetched, PullError> {
        let place = &pull.binding.place;
        if let Some(unfit) = Unfit::of(place, pull.binding.login) {
            return Err(Obstacle::Unsupported(unfit).into());
        }
        let host = place.api().ok_or(Obstacle::Unsupported(Unfit::NoHost))?;
        self.admit(pull, &host)?;
        let mut content = self.content(pull, &host)?;
        if pull.extent == Extent::Description {
            content.body = Body::Absent;
        }
        Ok(Fetched::Here(content))
    }
}
