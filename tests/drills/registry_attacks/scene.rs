//! What all attacks share: whom they attack, and who waits where nobody may come.

use std::sync::{Arc, atomic::AtomicUsize};

use fastrand::Rng;
use pullkey_domain::{
    credential::{
        LoginKind, RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
    },
    image::ImageReference,
};
use pullkey_guarded_http::{Client, Policy};
use pullkey_registry::{ImageSource, LoginAttempt, Registry};
use pullkey_registry_http::{HttpRegistry, Surroundings};
use time::UtcDateTime;

use super::{
    Bug, bugs::naive::Naive, canary::Canary, host::Host, identity::Identity, names::Names,
    script::Manner, traps::Traps,
};

pub(super) struct Scene {
    identity: Identity,
    pub(super) traps: Traps,
    pub(super) canary: Canary,
    pub(super) elsewhere: Elsewhere,
    bug: Option<Bug>,
}

/// What came to hosts that a login is not for.
#[derive(Default)]
pub(super) struct Elsewhere {
    pub(super) connections: AtomicUsize,
    pub(super) logins: AtomicUsize,
}

const SURROUNDINGS: Surroundings = Surroundings {
    now: || UtcDateTime::UNIX_EPOCH,
    fill: |bytes| fastrand::fill(bytes),
    tell_grant: |_| {},
};

impl Scene {
    pub(super) async fn set(bug: Option<Bug>, rng: &mut Rng) -> Arc<Self> {
        Arc::new(Self {
            identity: Identity::make(),
            traps: Traps::set().await,
            canary: Canary::new(rng),
            elsewhere: Elsewhere::default(),
            bug,
        })
    }

    /// Another host of the attacker.
    pub(super) async fn host(&self, manner: Manner) -> Host {
        Host::open(&self.identity.acceptor, manner).await
    }

    /// A name server for which every name leads to a trap.
    pub(super) fn names(&self) -> Names {
        Names::leading_to(self.traps.first())
    }

    /// The guarded client, which may connect to these places only.
    pub(super) fn client(&self, allowed: &[&str], names: &Names) -> Client {
        let mut allowed: Vec<_> = allowed.iter().map(|it| (*it).to_owned()).collect();
        if let Some(bug) = self.bug {
            bug.allow(&mut allowed, &self.traps, names);
        }
        let allowed = allowed
            .iter()
            .map(|it| it.parse().expect("it is an allowance"));
        let policy = Policy::allowing(allowed).expect("no place is allowed twice");
        Client::new(
            policy,
            Arc::new(names.clone()),
            self.identity.client.clone(),
        )
    }

    /// Who is attacked.
    pub(super) fn registry(&self, allowed: &[&str], names: &Names) -> Box<dyn Registry> {
        let client = self.client(allowed, names);
        match self.bug.and_then(Bug::flaw) {
            Some(flaw) => Box::new(Naive {
                client,
                names: names.clone(),
                flaw,
            }),
            None => Box::new(HttpRegistry::new(client, SURROUNDINGS)),
        }
    }

    /// Who is attacked where images are pulled.
    pub(super) fn images(&self, allowed: &[&str], names: &Names) -> Box<dyn ImageSource> {
        let client = self.client(allowed, names);
        match self.bug.and_then(Bug::flaw_of_pulls) {
            Some(flaw) => Box::new(Naive {
                client,
                names: names.clone(),
                flaw,
            }),
            None => Box::new(HttpRegistry::new(client, SURROUNDINGS)),
        }
    }

    /// The login that nobody else may get, as one of this place.
    pub(super) fn attempt(
        &self,
        place: RegistryPlace,
        image: Option<ImageReference>,
    ) -> LoginAttempt {
        let kind = match place.provider() {
            RegistryProvider::Gcr => LoginKind::GcpServiceAccountKey,
            _ => LoginKind::Password,
        };
        LoginAttempt {
            place,
            kind,
            username: RegistryUsername::parse(&*self.canary.username).expect("it is a user name"),
            secret: RegistrySecret::of_login(&self.canary.secret).expect("it is a secret"),
            image,
        }
    }
}

/// A host of nobody in particular.
pub(super) fn custom(
    host: RegistryHost,
    token_host: Option<RegistryHost>,
) -> Option<RegistryPlace> {
    RegistryPlace::of(RegistryProvider::Custom, Some(host), token_host).ok()
}

/// A host that is written down in this drill.
pub(super) fn known(host: &str) -> RegistryHost {
    RegistryHost::parse(host).expect("it is a host")
}

/// The place of a credential for a host that is written down in this drill.
pub(super) fn place_at(host: &str) -> RegistryPlace {
    custom(known(host), None).expect("it belongs to no provider")
}
