//! A registry to try logins at.

use std::sync::Arc;

use pullkey_app::{http::TrialRates, system};
use pullkey_cipher_chacha20poly1305::KeyRingCipher;
use pullkey_domain::{
    credential::RegistryUsername,
    image::{Digest, RepositoryPath, Version},
};
use pullkey_registry::MemoryRegistry;
use pullkey_storage::MemoryStore;
use pullkey_use_cases::{Pullkey, Registries};

use crate::service::a_ring;

/// Where logins may be tried so many times in a minute.
pub(crate) fn pullkey_with_trials(rate: u32) -> Pullkey {
    let cipher = Arc::new(KeyRingCipher::new(a_ring()));
    let store = Arc::new(MemoryStore::default());
    Pullkey::new(store, cipher, trials(rate), system::surroundings())
}

/// Where the one registry that there is takes one login.
pub(crate) fn trials(rate: u32) -> Registries {
    let clock = system::surroundings().clock;
    let host = REGISTRY.parse().unwrap();
    let username = RegistryUsername::parse("my-docker-user").unwrap();
    let registry = MemoryRegistry::default();
    let path = RepositoryPath::parse("acme/app").unwrap();
    let place = (&host, &path);
    let tag = Version::parse("1").unwrap();
    let (older, newer) = (
        Version::parse("0.9").unwrap(),
        Version::parse("1.1").unwrap(),
    );
    let other = Digest::parse(OTHER_DIGEST).unwrap();
    let registry = registry
        .with_login(&host, &username, RIGHT_SECRET, &["acme/app"])
        .with_manifest(
            place,
            tag,
            Digest::parse(MANIFEST_DIGEST).unwrap(),
            MANIFEST,
        )
        .with_manifest(place, older, other.clone(), "{}")
        .with_manifest(place, newer, other, "{}")
        .with_blob(place, Digest::parse(BLOB_DIGEST).unwrap(), BLOB);
    let registry = Arc::new(registry);
    Registries {
        logins: registry.clone(),
        images: registry,
        limits: Arc::new(TrialRates::new(rate, &clock)),
    }
}

const OTHER_DIGEST: &str =
    "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
/// An image that it has, `acme/app:1`. There are `0.9` and `1.1`, too.
pub(crate) const MANIFEST: &str = r#"{"schemaVersion":2}"#;
pub(crate) const MANIFEST_DIGEST: &str =
    "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const BLOB: &str = "a layer of some bytes";
pub(crate) const BLOB_DIGEST: &str =
    "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// The host of that registry.
pub(crate) const REGISTRY: &str = "registry.example.com:5000";
/// What it takes.
pub(crate) const RIGHT_SECRET: &str = "the-right-secret";
