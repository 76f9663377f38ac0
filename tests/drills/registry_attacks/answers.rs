//! Answers that no registry should give, at every moment.

use std::sync::Arc;

use pullkey_registry::Verdict;

use super::{
    attack::{Attack, Ending, is_one_of},
    identity::REGISTRY,
    moment::Moment,
    ordinary,
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
struct Oddity {
    name: String,
    steps: Vec<Step>,
    /// When it is odd.
    moments: &'static [Moment],
}

/// An image is asked for at the moments that need one, or else at none.
const ALLOWED: &[&str] = &["registry.attacker.example@127.0.0.1/32"];

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
    for oddity in oddities.into_iter().flatten() {
        for moment in oddity.moments {
            let what = format!("{} at {}", oddity.name, moment.name());
            let manner = Manner::answering(moment.script(oddity.steps.clone()));
            attacks.push(Attack::new(what, answered(scene.clone(), *moment, manner)));
        }
    }
    for (name, manner) in connections::all() {
        attacks.push(Attack::new(
            name,
            answered(scene.clone(), Moment::Manifest, manner),
        ));
    }
    attacks
}

async fn answered(scene: Arc<Scene>, moment: Moment, manner: Manner) -> Ending {
    let host = scene.host(manner).await;
    let names = scene.names().with(REGISTRY, 443, host.address);
    let attempt = scene.attempt(place_at(REGISTRY), moment.image());
    let registry = scene.registry(ALLOWED, &names);
    let verdict = registry.verify(&attempt).await;
    let heard = String::from_utf8_lossy(&host.heard()).to_ascii_lowercase();
    hold(!heard.contains(INJECTED), || {
        "it put something into a request of the client".to_owned()
    })?;
    is_one_of(&verdict, |it| *it != Verdict::Verified)
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
