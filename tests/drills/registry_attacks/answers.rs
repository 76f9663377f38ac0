//! Answers that no registry should give, at every moment.

use std::sync::Arc;

use pullkey_registry::Verdict;

use super::{
    attack::{Attack, Ending, is_one_of},
    host::Host,
    identity::REGISTRY,
    moment::Moment,
    ordinary, pulls,
    scene::{Scene, place_at},
    script::{Manner, Step},
};
use crate::drill::hold;

mod bodies;
mod bomb;
mod challenges;
mod connections;
mod framing;
mod heads;
mod tokens;

/// An odd answer.
pub(super) struct Oddity {
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
    /// When it is odd.
    pub(super) moments: &'static [Moment],
}

/// Only the attacker's registry may be connected to.
pub(super) const ALLOWED: &[&str] = &["registry.attacker.example@127.0.0.1/32"];

/// What a token that is taken as it stands would add to a request.
pub(super) const INJECTED: &str = "x-injected";

pub(super) fn attacks(scene: &Arc<Scene>) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let oddities = [
        heads::all(),
        framing::all(),
        bodies::all(),
        tokens::all(),
        challenges::all(),
    ];
    for (nth, oddity) in oddities.into_iter().flatten().enumerate() {
        attacks.extend(pulls::odd::of_oddity(scene, nth, &oddity));
        for moment in oddity.moments {
            let what = format!("{} at {}", oddity.name, moment.name());
            let manner = Manner::answering(moment.script(oddity.steps.clone()));
            attacks.push(Attack::new(what, at_moment(scene.clone(), *moment, manner)));
        }
    }
    attacks.extend(pulls::odd::substitutes(scene));
    for (name, manner) in connections::all() {
        attacks.push(Attack::new(name, before_questions(scene.clone(), manner)));
    }
    attacks
}

/// Unless it comes to that moment, the attack proves nothing.
async fn at_moment(scene: Arc<Scene>, moment: Moment, manner: Manner) -> Ending {
    let host = scene.host(manner).await;
    let ending = answered(&scene, moment, &host).await?;
    let has_login = scene.canary.found_in(&host.heard()) == Some("the secret");
    // After an odd challenge there may be a login, and need not.
    hold(has_login || !moment.has_login(), || {
        format!("did not come to {}", moment.name())
    })?;
    Ok(ending)
}

async fn before_questions(scene: Arc<Scene>, manner: Manner) -> Ending {
    let host = scene.host(manner).await;
    answered(&scene, Moment::Manifest, &host).await
}

async fn answered(scene: &Scene, moment: Moment, host: &Host) -> Ending {
    let names = scene.names().with(REGISTRY, 443, host.address);
    let attempt = scene.attempt(place_at(REGISTRY), moment.image());
    let registry = scene.registry(ALLOWED, &names);
    let verdict = registry.verify(&attempt).await;
    hold(!is_injected(&host.heard()), || {
        "put something into a request of the client".to_owned()
    })?;
    is_one_of(&verdict, |it| *it != Verdict::Verified)
}

/// Whether the client sent a header or a request that is not its own. Within a line, it is only a text.
pub(super) fn is_injected(heard: &[u8]) -> bool {
    let heard = String::from_utf8_lossy(heard).to_ascii_lowercase();
    let mut lines = heard.split(['\r', '\n']);
    lines.any(|line| {
        let line = line.strip_prefix("get /").unwrap_or(line);
        line.starts_with(INJECTED)
    })
}

impl Oddity {
    /// At every moment.
    fn always(name: impl Into<String>, steps: Vec<Step>) -> Self {
        Self::at(&Moment::ALL, name, steps)
    }

    fn at(moments: &'static [Moment], name: impl Into<String>, steps: Vec<Step>) -> Self {
        Self {
            name: name.into(),
            steps,
            moments,
        }
    }

    /// In the body of an answer that brings a token.
    fn token_body(name: impl Into<String>, body: impl AsRef<[u8]>) -> Self {
        Self::at(&[Moment::Token], name, ordinary::json(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_line_is_injected_and_what_stands_within_one_is_not() {
        for (heard, expected) in [
            ("GET / HTTP/1.1\r\nX-Injected: y\r\n", true),
            ("a: b\nx-injected: y", true),
            ("a: b\r\n\r\nGET /x-injected HTTP/1.1", true),
            ("GET /token?service=a%0d%0ax-injected:%20b HTTP/1.1", false),
            ("authorization: Bearer x-injected", false),
        ] {
            assert_eq!(is_injected(heard.as_bytes()), expected, "{heard}");
        }
    }
}
