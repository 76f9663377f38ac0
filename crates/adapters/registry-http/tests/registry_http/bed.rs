//! The adapter, and what it may connect to.

use std::{io, net::SocketAddr, sync::Arc};

use async_trait::async_trait;
use pullkey_domain::{
    credential::{
        LoginKind, RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
    },
    image::Digest,
};
use pullkey_guarded_http::{Client, Policy, Resolve};
use pullkey_registry::{LoginAttempt, Registry, Verdict, contract::Bed};
use pullkey_registry_http::{HttpRegistry, Surroundings};
use pullkey_throwaway_registry::{Authority, ContainerRegistry, IMAGE, PASSWORD, USERNAME, layer};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use time::UtcDateTime;

/// The adapter, which may connect to these places and trusts this authority.
pub(crate) fn registry(allowed: &[String], authority: Option<&Authority>) -> HttpRegistry {
    let allowed = allowed.iter().map(|it| it.parse().unwrap());
    let policy = Policy::allowing(allowed).unwrap();
    let mut roots = RootCertStore::empty();
    if let Some(authority) = authority {
        roots.add(authority.der().into()).unwrap();
    }
    let client = Client::new(policy, Arc::new(Closed), client_config(roots));
    HttpRegistry::new(client, surroundings())
}

/// Where no name has an address, but these, which nobody on the Internet has.
struct Closed;

#[async_trait]
impl Resolve for Closed {
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let address = match name {
            "private.example" => [10, 1, 2, 3],
            "here.example" => [127, 0, 0, 1],
            "metadata.example" => [169, 254, 169, 254],
            _ => return Ok(Vec::new()),
        };
        Ok(vec![(address, port).into()])
    }
}

pub(crate) fn client_config(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        now: || UtcDateTime::UNIX_EPOCH,
        fill: |bytes| bytes.fill(7),
        tell_grant: |_| {},
    }
}

/// What the contract asks for, of a registry that is reached without TLS.
pub(crate) fn bed(at: ContainerRegistry) -> Bed {
    let host = at.host();
    // Nobody listens at the port of the discard service.
    let allowed = [&host, CLOSED].map(|host| format!("http://{host}"));
    let registry = Arc::new(registry(&allowed, None));
    let (digest, bytes) = layer();
    Bed {
        registry: registry.clone(),
        images: registry,
        blob: (Digest::parse(&digest).unwrap(), bytes),
        image: format!("{host}/{IMAGE}").parse().unwrap(),
        host: RegistryHost::parse(&host).unwrap(),
        username: RegistryUsername::parse(USERNAME).unwrap(),
        secret: PASSWORD.to_owned(),
        closed: RegistryHost::parse(CLOSED).unwrap(),
        keep: Box::new(at),
    }
}

pub(crate) const CLOSED: &str = "127.0.0.1:9";

/// The user's login at a host, with this secret.
pub(crate) fn attempt(host: &str, token_host: Option<&str>, secret: &str) -> LoginAttempt {
    let parse = |text: &str| RegistryHost::parse(text).unwrap();
    let place = RegistryPlace::of(
        RegistryProvider::Custom,
        Some(parse(host)),
        token_host.map(parse),
    );
    LoginAttempt {
        place: place.unwrap(),
        kind: LoginKind::Password,
        username: RegistryUsername::parse(USERNAME).unwrap(),
        secret: RegistrySecret::of_login(secret).unwrap(),
        image: None,
    }
}

pub(crate) async fn verdict(registry: &HttpRegistry, attempt: &LoginAttempt) -> Verdict {
    registry.verify(attempt).await
}
