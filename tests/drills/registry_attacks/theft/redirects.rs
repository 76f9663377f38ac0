//! Redirects of every kind, at every moment, to whoever waits there.

use super::{Theft, answer};
use crate::registry_attacks::{identity::REGISTRY, moment::Moment, scene::place_at};

const STATUSES: [u16; 8] = [300, 301, 302, 303, 305, 307, 308, 399];
const TARGETS: [&str; 7] = [
    "https://thief.example/v2/",
    "https://thief.example/token",
    "//thief.example/v2/",
    "http://thief.example/v2/",
    "http://registry.attacker.example/v2/",
    "https://registry.attacker.example:8443/v2/",
    // Whatever leads to a trap.
    "https://trap.example/v2/",
];

/// Every status with every target.
pub(in crate::registry_attacks) fn all() -> impl Iterator<Item = (u16, &'static str)> {
    let targets = |status| TARGETS.into_iter().map(move |target| (status, target));
    STATUSES.into_iter().flat_map(targets)
}

/// What leads to a target.
pub(in crate::registry_attacks) fn headers(target: &str) -> String {
    format!(
        "location: {target}\r\ncontent-type: application/json\r\n\
         refresh: 0; url={target}\r\n"
    )
}

pub(super) fn thefts() -> Vec<Theft> {
    let mut thefts = Vec::new();
    for moment in Moment::ALL {
        for (status, target) in all() {
            let name = moment.name();
            thefts.push(Theft {
                what: format!("a redirect, {status} to {target}, at {name}"),
                by: "a redirect",
                place: place_at(REGISTRY),
                image: moment.image(),
                script: moment.script(answer(status, &headers(target))),
                is_login_due: moment.has_login(),
            });
        }
    }
    thefts
}
