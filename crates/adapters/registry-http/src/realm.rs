//! Where tokens are handed out, if a login may be sent there.

use pullkey_domain::credential::{RegistryHost, RegistryPlace, RegistryProvider};
use pullkey_registry::{Barrier, Obstacle};
use tokio::time::Instant;
use url::Url;

use crate::{HttpRegistry, challenge::Bearer};

/// A place that hands out tokens, which a login may be sent to.
pub(crate) struct Realm {
    pub(crate) host: RegistryHost,
    /// Until when its answers matter.
    pub(crate) deadline: Instant,
    url: Url,
    service: Option<String>,
}

impl HttpRegistry {
    /// The realm that a registry names, if the place lets a login go there.
    pub(crate) fn realm(
        &self,
        place: &RegistryPlace,
        named: &Bearer,
        deadline: Instant,
    ) -> Result<Realm, Obstacle> {
        let (url, host) = read(named).ok_or(Obstacle::RealmUnusable)?;
        let name = url.host().ok_or(Obstacle::RealmUnusable)?;
        let scheme = self.client.policy().scheme(&name, host.port());
        if url.scheme() == scheme && place.is_login_for(&host) {
            return Ok(Realm {
                host,
                deadline,
                url,
                service: named.service.clone(),
            });
        }
        Err(match url.scheme() {
            named if named == scheme => unknown(place, host),
            "http" if is_known_name(place, &host) => Obstacle::NotAllowed {
                host,
                barrier: Barrier::Plain,
            },
            "http" => unknown(place, host),
            _ => Obstacle::RealmUnusable,
        })
    }
}

/// The address and its host, if it is one that a login could be sent to.
fn read(named: &Bearer) -> Option<(Url, RegistryHost)> {
    let url = Url::parse(&named.realm).ok()?;
    let (name, port) = (url.host()?, url.port_or_known_default()?);
    let host = RegistryHost::parse(match port {
        RegistryHost::DEFAULT_PORT => name.to_string(),
        _ => format!("{name}:{port}"),
    });
    let has_user = !url.username().is_empty() || url.password().is_some();
    let length = url.as_str().len() + named.service.as_ref().map_or(0, String::len);
    let host = host.ok()?;
    (!has_user && length <= MAX_REALM).then_some((url, host))
}

/// What a company can do about a realm that is of nobody it named.
fn unknown(place: &RegistryPlace, realm: RegistryHost) -> Obstacle {
    if may_have_token_host(place) {
        Obstacle::RealmNotTrusted { realm }
    } else {
        Obstacle::RealmNotExpected { realm }
    }
}

/// Whether a company named this name itself, at whatever port.
fn is_known_name(place: &RegistryPlace, host: &RegistryHost) -> bool {
    let mut named = place.host().into_iter().chain(place.token_host());
    may_have_token_host(place) && named.any(|it| it.name() == host.name())
}

/// The address of a realm and the name of its service may have so many bytes.
const MAX_REALM: usize = 2_048;

/// A token host can be stored beside a host only.
fn may_have_token_host(place: &RegistryPlace) -> bool {
    let provider = place.provider();
    let is_anybodys = matches!(
        provider,
        RegistryProvider::Custom | RegistryProvider::GitLab
    );
    is_anybodys && place.host().is_some()
}

impl Realm {
    /// Where to ask for a token.
    pub(crate) fn request(&self, scope: Option<&str>) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        let mut query = url.query_pairs_mut();
        if let Some(service) = &self.service {
            query.append_pair("service", service);
        }
        query.append_pair("client_id", "pullkey");
        if let Some(scope) = scope {
            query.append_pair("scope", scope);
        }
        drop(query);
        url
    }

    /// What tells it from others.
    pub(crate) fn key(&self) -> String {
        self.request(None).into()
    }
}
