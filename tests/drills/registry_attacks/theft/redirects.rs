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

pub(super) fn thefts() -> Vec<Theft> {
    let mut thefts = Vec::new();
    for moment in Moment::ALL {
        for status in STATUSES {
            for target in TARGETS {
                let headers = format!(
                    "location: {target}\r\ncontent-type: application/json\r\n\
                     refresh: 0; url={target}\r\n"
                );
                let name = moment.name();
                thefts.push(Theft {
                    what: format!("a redirect, {status} to {target}, at {name}"),
                    by: "a redirect",
                    place: place_at(REGISTRY),
                    image: moment.image(),
                    script: moment.script(answer(status, &headers)),
                    is_login_due: moment.has_login(),
                });
            }
        }
    }
    thefts
}
