//! Pulls, and what comes of them.

use std::sync::Arc;

use futures_util::{TryStreamExt, future::join_all};
use pullkey_domain::{
    credential::{
        LoginKind, RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
        SecretBinding,
    },
    id::{CompanyId, CredentialId},
    image::{Digest, RepositoryPath, Version},
    version::SecretVersion,
};
use pullkey_registry::{
    Body, Content, Description, Extent, Fetched, ImageSource, Part, Pull, PullError,
};
use pullkey_registry_http::HttpRegistry;
use pullkey_throwaway_registry::USERNAME;

use crate::stand_in::StandIn;

pub(crate) const RIGHT: &str = "right-secret";
pub(crate) const MANIFEST: &str = r#"{"schemaVersion":2}"#;
pub(crate) const MANIFEST_DIGEST: &str =
    "sha256:bafebd36189ad3688b7b3915ea55d461e0bfcfbdde11e54b0a123999fb6be50f";
pub(crate) const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A pull of `acme/app:1` with the user's login at a host that is nobody's in particular.
pub(crate) fn pull(host: &str, token_host: Option<&str>, secret: &str) -> Pull {
    let parse = |text: &str| RegistryHost::parse(text).unwrap();
    let token_host = token_host.map(parse);
    let place = RegistryPlace::of(RegistryProvider::Custom, Some(parse(host)), token_host);
    pull_at(place.unwrap(), USERNAME, secret)
}

/// The same anywhere.
pub(crate) fn pull_at(place: RegistryPlace, username: &str, secret: &str) -> Pull {
    Pull {
        binding: SecretBinding {
            company: CompanyId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
            credential: CredentialId::parse("00000000-0000-4000-8000-000000000002").unwrap(),
            secret_version: SecretVersion::FIRST,
            login: match place.provider() {
                RegistryProvider::Gcr => LoginKind::GcpServiceAccountKey,
                _ => LoginKind::Password,
            },
            place,
            username: RegistryUsername::of_login(username).unwrap(),
        },
        secret: RegistrySecret::of_login(secret).unwrap(),
        repository: RepositoryPath::parse("acme/app").unwrap(),
        part: manifest("1"),
        extent: Extent::Content,
    }
}

/// The same of this part.
pub(crate) fn of(part: Part, pull: Pull) -> Pull {
    Pull { part, ..pull }
}

/// The same of this repository.
pub(crate) fn from(repository: &str, pull: Pull) -> Pull {
    let repository = RepositoryPath::parse(repository).unwrap();
    Pull { repository, ..pull }
}

/// The same without the bytes.
pub(crate) fn description(pull: Pull) -> Pull {
    let extent = Extent::Description;
    Pull { extent, ..pull }
}

pub(crate) fn manifest(version: &str) -> Part {
    Part::Manifest {
        version: Version::parse(version).unwrap(),
        accepted: vec![OCI_MANIFEST.to_owned()],
    }
}

pub(crate) fn blob() -> Part {
    blob_of(&format!("sha256:{}", "b".repeat(64)), None)
}

pub(crate) fn blob_of(digest: &str, range: Option<&str>) -> Part {
    Part::Blob {
        digest: Digest::parse(digest).unwrap(),
        range: range.map(str::to_owned),
    }
}

pub(crate) fn tags(query: Option<&str>) -> Part {
    Part::Tags {
        query: query.map(str::to_owned),
    }
}

/// What is said of it, and its bytes.
pub(crate) async fn fetched(
    registry: &HttpRegistry,
    pull: &Pull,
) -> Result<(Description, Vec<u8>), PullError> {
    let Fetched::Here(Content { description, body }) = registry.fetch(pull).await? else {
        unreachable!("it is here");
    };
    let bytes = match body {
        Body::Absent => Vec::new(),
        Body::Whole(bytes) => bytes.to_vec(),
        Body::Pieces(pieces) => pieces.try_collect::<Vec<_>>().await.unwrap().concat(),
    };
    Ok((description, bytes))
}

/// Why it is not fetched.
pub(crate) async fn refused(registry: &HttpRegistry, pull: &Pull) -> PullError {
    registry.fetch(pull).await.unwrap_err()
}

/// Where the client is sent for it.
pub(crate) async fn elsewhere(registry: &HttpRegistry, pull: &Pull) -> String {
    match registry.fetch(pull).await.unwrap() {
        Fetched::Elsewhere(address) => address.expose().to_owned(),
        Fetched::Here(content) => unreachable!("it is elsewhere: {content:?}"),
    }
}

/// What comes of so many at once, each of its number.
pub(crate) async fn at_once(
    count: usize,
    stand_in: &Arc<StandIn>,
    pull: impl Fn(usize) -> Pull,
) -> Vec<Result<(), PullError>> {
    let fetching = (0..count).map(|nth| {
        let (stand_in, pull) = (stand_in.clone(), pull(nth));
        tokio::spawn(async move { fetched(&stand_in.registry, &pull).await.map(|_| ()) })
    });
    join_all(fetching)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}
