//! Where tokens are handed out, if a login may be sent there.

use pullkey_domain::credential::{RegistryHost, RegistryPlace, RegistryProvider};
use pullkey_registry::Verdict;
use url::Url;

use crate::{HttpRegistry, challenge::Bearer};

/// A place that hands out tokens, which a login may be sent to.
pub(crate) struct Realm {
    pub(crate) host: RegistryHost,
    url: Url,
    service: Option<String>,
}

impl HttpRegistry {
    /// The realm that a registry names, if the place lets a login go there.
    pub(crate) fn realm(&self, place: &RegistryPlace, named: &Bearer) -> Result<Realm, Verdict> {
        let url = Url::parse(&named.realm).map_err(|_| Verdict::RealmUnusable)?;
        let name = url.host().ok_or(Verdict::RealmUnusable)?;
        let port = url.port_or_known_default().ok_or(Verdict::RealmUnusable)?;
        let written = match port {
            RegistryHost::DEFAULT_PORT => name.to_string(),
            _ => format!("{name}:{port}"),
        };
        let host = RegistryHost::parse(written).map_err(|_| Verdict::RealmUnusable)?;
        let is_safe = url.scheme() == self.client.policy().scheme(&name, port);
        if !is_safe || !url.username().is_empty() || url.password().is_some() {
            return Err(Verdict::RealmUnusable);
        }
        let length = url.as_str().len() + named.service.as_ref().map_or(0, String::len);
        if length > MAX_REALM {
            return Err(Verdict::RealmUnusable);
        }
        if !place.is_login_for(&host) {
            // A token host can be stored beside a host only.
            return Err(if place.host().is_some() && may_have_token_host(place) {
                Verdict::RealmNotTrusted { realm: host }
            } else {
                Verdict::RealmNotExpected { realm: host }
            });
        }
        Ok(Realm {
            host,
            url,
            service: named.service.clone(),
        })
    }
}

/// The address of a realm and the name of its service may have so many bytes.
const MAX_REALM: usize = 2_048;

fn may_have_token_host(place: &RegistryPlace) -> bool {
    matches!(
        place.provider(),
        RegistryProvider::Custom | RegistryProvider::GitLab
    )
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
