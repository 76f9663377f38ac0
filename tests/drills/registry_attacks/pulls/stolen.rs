//! Challenges and redirects of pulls that name somebody else, who could be reached and waits for a login or a token.

use std::sync::Arc;

use pullkey_domain::credential::{RegistryPlace, RegistryProvider};

use super::{Point, Wanted, attack, is_part, word};
use crate::{
    drill::hold,
    registry_attacks::{
        attack::{Attack, Ending},
        identity::REGISTRY,
        ordinary,
        scene::{Scene, place_at},
        script::Script,
        theft::{Lair, answer, realms, redirects},
    },
};

/// A challenge at the first question, and where something is pulled.
pub(in crate::registry_attacks) fn attacks(scene: &Arc<Scene>) -> Vec<Attack> {
    let mut attacks = by_challenges(scene);
    attacks.extend(by_redirects(scene));
    attacks
}

fn by_challenges(scene: &Arc<Scene>) -> Vec<Attack> {
    let mut attacks = Vec::new();
    for (nth, challenge) in realms::challenges().into_iter().enumerate() {
        let wanted = Wanted::of(nth);
        let may_be_late = challenge.place.provider() == RegistryProvider::Custom;
        for is_late in [false, true].into_iter().filter(|it| may_be_late || !it) {
            let headers = challenge.headers.clone();
            let script: Script = Arc::new(move |asked| match asked.path.as_str() {
                "/v2/" if is_late => ordinary::json("{}"),
                "/v2/" => answer(401, &headers),
                _ if is_part(asked) && is_late => answer(401, &headers),
                _ => ordinary::answer(asked),
            });
            let when = if is_late { "late" } else { "at once" };
            let what = format!(
                "the login of {} after {:?} {when}",
                challenge.api, challenge.headers
            );
            let theft = Theft {
                by: "a challenge of a pull",
                wanted,
                script,
                is_login_due: false,
            };
            let ending = theft.commit(scene.clone(), challenge.place.clone());
            attacks.push(attack(&what, wanted, ending));
        }
    }
    attacks
}

fn by_redirects(scene: &Arc<Scene>) -> Vec<Attack> {
    let mut attacks = Vec::new();
    for point in Point::ALL {
        // Before anything is pulled, it makes no difference what.
        let is_early = matches!(point, Point::Hello | Point::Login | Point::Token);
        let step = if is_early { 3 } else { 1 };
        for (nth, (status, target)) in redirects::all().enumerate().step_by(step) {
            let headers = redirects::headers(target);
            let wanted = Wanted::of(nth);
            let what = format!("a redirect, {status} to {target}, at {}", point.name());
            let theft = Theft {
                by: "a redirect of a pull",
                wanted,
                script: point.script(answer(status, &headers)),
                is_login_due: point.has_login(),
            };
            let ending = theft.commit(scene.clone(), place_at(REGISTRY));
            attacks.push(attack(&what, wanted, ending));
        }
    }
    attacks
}

struct Theft {
    by: &'static str,
    wanted: Wanted,
    script: Script,
    is_login_due: bool,
}

impl Theft {
    async fn commit(self, scene: Arc<Scene>, place: RegistryPlace) -> Ending {
        let lair = Lair::open(&scene, &place, self.script).await;
        let images = scene.images(&lair.allowed(), &lair.names);
        let fetched = images.fetch(&self.wanted.pull(&scene, place)).await;
        lair.got_nothing(&scene, self.by)?;
        let word = word(&fetched);
        hold(
            lair.registry_has_login(&scene) || !self.is_login_due,
            || format!("led no login to the registry itself, and ended as {word} of a pull"),
        )?;
        Ok(word)
    }
}
