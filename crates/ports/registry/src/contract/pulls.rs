//! The rules about fetching images.

use std::time::Instant;

use futures_util::TryStreamExt;
use pullkey_domain::{
    credential::{LoginKind, RegistryHost, RegistryPlace, RegistryProvider, SecretBinding},
    id::{CompanyId, CredentialId},
    image::{Digest, RepositoryPath, Version},
    version::SecretVersion,
};
use uuid::Uuid;

use super::{Bed, place, secret};
use crate::{Body, Content, Description, Extent, Fetched, Obstacle, Part, Pull, PullError, Unfit};

impl Bed {
    /// A pull of this with the login that works.
    fn pull(&self, part: Part) -> Pull {
        Pull {
            binding: SecretBinding {
                company: CompanyId::from_uuid(Uuid::from_u128(1)),
                credential: CredentialId::from_uuid(Uuid::from_u128(2)),
                secret_version: SecretVersion::FIRST,
                place: place(&self.host),
                login: LoginKind::Password,
                username: self.username.clone(),
            },
            secret: secret(&self.secret),
            repository: self.image.repository().path().clone(),
            part,
            extent: Extent::Content,
        }
    }

    fn manifest(&self) -> Part {
        manifest(self.image.version().clone())
    }

    fn blob(&self, range: Option<&str>) -> Part {
        Part::Blob {
            digest: self.blob.0.clone(),
            range: range.map(str::to_owned),
        }
    }

    /// What is said of it, and its bytes.
    async fn fetched(&self, pull: &Pull) -> (Description, Vec<u8>) {
        let fetched = self.images.fetch(pull).await.expect("it is there");
        let Fetched::Here(Content { description, body }) = fetched else {
            panic!("it is elsewhere");
        };
        let bytes = match body {
            Body::Absent => Vec::new(),
            Body::Whole(bytes) => bytes.to_vec(),
            Body::Pieces(pieces) => {
                let pieces: Vec<_> = pieces.try_collect().await.expect("it does not end early");
                pieces.concat()
            }
        };
        (description, bytes)
    }

    async fn refused(&self, pull: &Pull) -> PullError {
        self.images.fetch(pull).await.expect_err("it is refused")
    }
}

fn manifest(version: Version) -> Part {
    Part::Manifest {
        version,
        accepted: vec!["application/vnd.oci.image.manifest.v1+json".to_owned()],
    }
}

fn unknown_digest() -> Digest {
    Digest::parse(&format!("sha256:{}", "0".repeat(64))).expect("it is one")
}

/// What a tag names has a digest, by which the same is fetched.
pub async fn a_manifest_is_fetched_by_its_tag_and_by_its_digest(bed: &Bed) {
    let (described, by_tag) = bed.fetched(&bed.pull(bed.manifest())).await;
    assert!(!by_tag.is_empty());
    let digest = described.digest.expect("registries tell it");
    let version = Version::parse(&digest).expect("it is one");
    let (described, by_digest) = bed.fetched(&bed.pull(manifest(version))).await;
    assert_eq!(by_digest, by_tag);
    assert_eq!(described.digest, Some(digest));
    let media_type = described.media_type.unwrap_or_default();
    assert_eq!(media_type, "application/vnd.oci.image.manifest.v1+json");
}

/// A description is the same without the bytes.
pub async fn a_description_has_no_bytes(bed: &Bed) {
    for part in [bed.manifest(), bed.blob(None), Part::Tags { query: None }] {
        let whole = bed.pull(part.clone());
        let (described, bytes) = bed.fetched(&whole).await;
        let pull = Pull {
            extent: Extent::Description,
            ..bed.pull(part)
        };
        let (alone, none) = bed.fetched(&pull).await;
        assert_eq!(alone.digest, described.digest);
        assert_eq!(alone.length, u64::try_from(bytes.len()).ok());
        assert!(none.is_empty());
    }
}

/// A blob is what was pushed.
pub async fn a_blob_is_fetched_whole(bed: &Bed) {
    let (described, bytes) = bed.fetched(&bed.pull(bed.blob(None))).await;
    assert_eq!(bytes, bed.blob.1);
    assert_eq!(described.length, u64::try_from(bytes.len()).ok());
    assert_eq!(described.range, None);
}

/// A part of a blob is those bytes, and which they are is told.
pub async fn a_part_of_a_blob_is_fetched(bed: &Bed) {
    let (described, bytes) = bed.fetched(&bed.pull(bed.blob(Some("bytes=1-3")))).await;
    assert_eq!(bytes, bed.blob.1[1..=3]);
    let range = format!("bytes 1-3/{}", bed.blob.1.len());
    assert_eq!(described.range, Some(range));
}

/// Bytes behind its end are told apart from a blob that is not there.
pub async fn a_part_behind_the_end_of_a_blob_is_refused(bed: &Bed) {
    let pull = bed.pull(bed.blob(Some("bytes=9000000-")));
    let refused = bed.refused(&pull).await;
    assert!(matches!(refused, PullError::NoSuchRange { .. }));
}

/// The tags of a repository are listed.
pub async fn tags_are_listed(bed: &Bed) {
    let (_, bytes) = bed.fetched(&bed.pull(Part::Tags { query: None })).await;
    let text = String::from_utf8(bytes).expect("it is JSON");
    let tag = format!("\"{}\"", bed.image.version());
    assert!(text.contains(&tag), "{text}");
}

/// What the repository does not have is not found.
pub async fn what_is_not_there_is_not_found(bed: &Bed) {
    let tag = Version::parse("not-there").expect("it is one");
    let blob = Part::Blob {
        digest: unknown_digest(),
        range: None,
    };
    let digest = manifest(Version::Digest(unknown_digest()));
    for part in [manifest(tag), digest, blob] {
        for extent in [Extent::Content, Extent::Description] {
            let pull = Pull {
                extent,
                ..bed.pull(part.clone())
            };
            assert_eq!(bed.refused(&pull).await, PullError::NotFound);
        }
    }
}

/// Of a repository that is not there nothing is fetched, whether that is told or not.
pub async fn a_repository_that_is_not_there_is_not_found_or_no_access(bed: &Bed) {
    let pull = Pull {
        repository: RepositoryPath::parse("acme/not-there").expect("it is one"),
        ..bed.pull(bed.manifest())
    };
    let refused = bed.refused(&pull).await;
    assert!(matches!(refused, PullError::NotFound | PullError::NoAccess));
}

/// Another secret is refused, and what the right one was granted does not help it.
pub async fn a_wrong_secret_is_refused_after_the_right_one_was_taken(bed: &Bed) {
    bed.fetched(&bed.pull(bed.manifest())).await;
    let mut pull = bed.pull(bed.manifest());
    pull.binding.secret_version = pull.binding.secret_version.next();
    pull.secret = secret(&format!("{}x", bed.secret));
    assert_eq!(bed.refused(&pull).await, Obstacle::Rejected.into());
}

/// A secret that was refused is no hindrance to the one that takes its place.
pub async fn the_right_secret_is_taken_after_a_wrong_one_was_refused(bed: &Bed) {
    let mut pull = bed.pull(bed.manifest());
    pull.secret = secret(&format!("{}x", bed.secret));
    assert_eq!(bed.refused(&pull).await, Obstacle::Rejected.into());
    let mut pull = bed.pull(bed.manifest());
    pull.binding.secret_version = pull.binding.secret_version.next();
    bed.fetched(&pull).await;
}

/// A login that cannot be one there is sent nowhere.
pub async fn a_pull_with_a_login_of_the_wrong_kind_is_unsupported(bed: &Bed) {
    let google = RegistryPlace::of(RegistryProvider::Gcr, None, None).expect("it has a host");
    let custom = RegistryPlace::of_provider(RegistryProvider::Custom);
    let (password, key) = (LoginKind::Password, LoginKind::GcpServiceAccountKey);
    for (place, login, unfit) in [
        (google, password, Unfit::GoogleNeedsKey),
        (place(&bed.host), key, Unfit::KeyIsForGoogle),
        (custom, password, Unfit::NoHost),
    ] {
        let mut pull = bed.pull(bed.manifest());
        (pull.binding.place, pull.binding.login) = (place, login);
        let obstacle = Obstacle::Unsupported(unfit);
        assert_eq!(bed.refused(&pull).await, obstacle.into());
    }
}

/// Where nobody is, nobody is reached, and it takes no longer than anything may.
pub async fn from_where_nobody_is_nothing_is_fetched(bed: &Bed) {
    let began = Instant::now();
    let host = bed.closed.clone();
    let mut pull = bed.pull(bed.manifest());
    pull.binding.place = place(&host);
    let obstacle = Obstacle::Unreachable { host };
    assert_eq!(bed.refused(&pull).await, obstacle.into());
    assert!(began.elapsed().as_secs() < 10);
}

/// A name of a local network is refused by its form.
pub async fn from_a_name_of_a_local_network_nothing_is_fetched(bed: &Bed) {
    let host = RegistryHost::parse("somewhere").expect("it is one");
    let mut pull = bed.pull(bed.manifest());
    pull.binding.place = place(&host);
    let refused = bed.refused(&pull).await;
    let not_allowed = |error: &PullError| {
        matches!(
            error,
            PullError::Failed(Obstacle::NotAllowed { host: told, .. }) if *told == host
        )
    };
    assert!(not_allowed(&refused), "{refused}");
}
