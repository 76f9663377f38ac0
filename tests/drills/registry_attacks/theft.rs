//! Hosts that wait for a login which is not theirs.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use pullkey_domain::{credential::RegistryPlace, image::ImageReference};
use pullkey_registry::Verdict;

use super::{
    attack::{Attack, Ending, is_one_of},
    host::Host,
    identity::{LOOKALIKE, REGISTRY, THIEF},
    names::Names,
    pulls,
    scene::Scene,
    script::{Manner, Script, Step},
};
use crate::drill::hold;

pub(super) mod realms;
pub(super) mod redirects;

/// An attack that is to lead a login elsewhere. Wherever it may lead could be connected to.
struct Theft {
    what: String,
    /// What leads it there.
    by: &'static str,
    place: RegistryPlace,
    image: Option<ImageReference>,
    script: Script,
    /// Whether the registry itself must get the login, or else the attack proves nothing.
    is_login_due: bool,
}

/// What a thief says, so that somebody who asks goes on.
const INVITATION: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
                          docker-distribution-api-version: registry/2.0\r\n\
                          content-length: 13\r\n\r\n{\"token\":\"t\"}";
/// What names lead to a thief, by port: of TLS and without it.
const SECURED: [(&str, u16); 4] = [
    (THIEF, 443),
    (THIEF, 8443),
    (LOOKALIKE, 443),
    (REGISTRY, 8443),
];
const PLAIN: [(&str, u16); 2] = [(THIEF, 80), (REGISTRY, 80)];

pub(super) fn attacks(scene: &Arc<Scene>) -> Vec<Attack> {
    let thefts = realms::thefts().into_iter().chain(redirects::thefts());
    let thefts = thefts.map(|theft| theft.attack(scene.clone()));
    thefts.chain(pulls::stolen::attacks(scene)).collect()
}

impl Theft {
    fn attack(self, scene: Arc<Scene>) -> Attack {
        Attack::new(self.what.clone(), self.commit(scene))
    }

    async fn commit(self, scene: Arc<Scene>) -> Ending {
        let lair = Lair::open(&scene, &self.place, self.script).await;
        let attempt = scene.attempt(self.place, self.image);
        let registry = scene.registry(&lair.allowed(), &lair.names);
        let verdict = registry.verify(&attempt).await;
        lair.got_nothing(&scene, self.by)?;
        hold(
            lair.registry_has_login(&scene) || !self.is_login_due,
            || {
                let word = verdict.outcome().as_str();
                format!("led no login to the registry itself, and was judged as {word}")
            },
        )?;
        is_one_of(&verdict, |it| *it != Verdict::Verified)
    }
}

/// A registry of the attacker, and those who wait elsewhere. All of them may be connected to.
pub(super) struct Lair {
    registry: Host,
    thieves: [Host; 2],
    pub(super) names: Names,
    allowed: Vec<String>,
}

impl Lair {
    pub(super) async fn open(scene: &Scene, place: &RegistryPlace, script: Script) -> Self {
        let registry = scene.host(Manner::answering(script)).await;
        let thief = scene.host(waiting(true)).await;
        let plain_thief = scene.host(waiting(false)).await;
        let api = place.api();
        let api = api.as_ref().map_or(REGISTRY, |host| host.name());
        let mut names = scene.names().with(api, 443, registry.address);
        let mut allowed = vec![format!("{api}@127.0.0.1/32")];
        for (name, port) in SECURED {
            names = names.with(name, port, thief.address);
            allowed.push(format!("{name}:{port}@127.0.0.1/32"));
        }
        for (name, port) in PLAIN {
            names = names.with(name, port, plain_thief.address);
            allowed.push(format!("http://{name}:{port}@127.0.0.1/32"));
        }
        Self {
            registry,
            thieves: [thief, plain_thief],
            names,
            allowed,
        }
    }

    /// What may be connected to.
    pub(super) fn allowed(&self) -> Vec<&str> {
        self.allowed.iter().map(String::as_str).collect()
    }

    /// Whether those who wait got no login, and nothing that it was exchanged for.
    pub(super) fn got_nothing(&self, scene: &Scene, by: &str) -> crate::drill::Verdict {
        let mut thieves = self.thieves.iter();
        thieves.try_for_each(|thief| got_nothing(scene, thief, by))
    }

    pub(super) fn registry_has_login(&self, scene: &Scene) -> bool {
        scene.canary.found_in(&self.registry.heard()) == Some("the secret")
    }
}

fn got_nothing(scene: &Scene, thief: &Host, by: &str) -> crate::drill::Verdict {
    let found = scene.canary.found_in(&thief.heard());
    let connections = thief.connections();
    let count = |counter: &AtomicUsize, more| counter.fetch_add(more, Ordering::Relaxed);
    count(&scene.elsewhere.connections, connections);
    count(&scene.elsewhere.logins, usize::from(found.is_some()));
    hold(found.is_none(), || {
        let found = found.unwrap_or_default();
        format!("led {found} to another host by {by}")
    })
}

fn waiting(is_tls: bool) -> Manner {
    Manner {
        is_tls,
        ..Manner::answering(Arc::new(|_| vec![Step::send(INVITATION)]))
    }
}

/// An answer without a body.
pub(super) fn answer(status: u16, headers: &str) -> Vec<Step> {
    let text = format!("HTTP/1.1 {status} X\r\n{headers}content-length: 0\r\n\r\n");
    vec![Step::send(text)]
}
